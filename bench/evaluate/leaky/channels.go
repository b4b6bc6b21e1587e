// Servers that leak a goroutine with every few requests, as services do: each line where goroutines stay says so.
package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

func init() {
	scenarios["timeout"] = leaky(answerOrGiveUp)
	scenarios["firsterror"] = leaky(firstError)
	scenarios["pipeline"] = leaky(firstFew)
	scenarios["semaphore"] = leaky(limited)
	scenarios["nilchannel"] = leaky(watchOptional)
	scenarios["subscribers"] = leaky(subscribe)
	scenarios["silent"] = leaky(awaitReload)
	scenarios["neverstopped"] = leaky(startSession)
	scenarios["poller"] = leaky(poll)
}

// leaky is a server with one handler, asked three times a second by clients that give up after two seconds.
func leaky(handle func(context.Context) error) scenario {
	serve := func(listener net.Listener) {
		http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
			if err := handle(r.Context()); err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
			fmt.Fprintln(w, "done")
		})
		http.Serve(listener, nil)
	}
	return scenario{serve, askForever}
}

func askForever(address string) {
	client := &http.Client{Timeout: 2 * time.Second}
	for range time.Tick(330 * time.Millisecond) {
		go get(client, "http://"+address+"/work")
	}
}

var errBusy = errors.New("try again later")

func query() int {
	time.Sleep(jitter(80 * time.Millisecond))
	return 1
}

// Whoever gives up leaves the worker with its answer.
func answerOrGiveUp(parent context.Context) error {
	ctx, cancel := context.WithTimeout(parent, 70*time.Millisecond)
	defer cancel()
	answer := make(chan int)
	go func() {
		answer <- query() // leaks
	}()
	select {
	case <-answer:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The first of five errors ends the request; four workers stay.
func firstError(context.Context) error {
	results := make(chan error)
	for i := range 5 {
		go func() {
			if query(); i%2 == 0 {
				results <- errBusy // leaks
				return
			}
			results <- nil // leaks
		}()
	}
	for range 5 {
		if err := <-results; err != nil {
			return err
		}
	}
	return nil
}

func generate() <-chan int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for i := range 1000 {
			numbers <- i // leaks
		}
	}()
	return numbers
}

// Three are enough, and nobody tells the generator.
func firstFew(context.Context) error {
	for number := range generate() {
		if number == 2 {
			break
		}
	}
	return nil
}

var slots = make(chan struct{}, 8)

// A slot is given back only when all went well.
func limited(context.Context) error {
	slots <- struct{}{} // leaks
	if rand.IntN(3) == 0 {
		return errBusy
	}
	query()
	<-slots
	return nil
}

type options struct{ stop chan struct{} }

// The channel is optional, and mostly not there.
func watchOptional(context.Context) error {
	o := options{}
	go func() {
		<-o.stop // leaks
	}()
	query()
	return nil
}

type newsroom struct {
	mu      sync.Mutex
	readers map[chan string]bool
}

var news = func() *newsroom {
	n := &newsroom{readers: map[chan string]bool{}}
	go n.publish()
	return n
}()

func (n *newsroom) publish() {
	for range time.Tick(5 * time.Second) {
		n.mu.Lock()
		for reader := range n.readers {
			select {
			case reader <- "news":
			default:
			}
		}
		n.mu.Unlock()
	}
}

func (n *newsroom) join() chan string {
	reader := make(chan string, 4)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.readers[reader] = true
	return reader
}

// Nobody ever leaves: the reader of every request goes on.
func subscribe(context.Context) error {
	reader := news.join()
	go func() {
		for line := range reader { // leaks
			_ = line
		}
	}()
	query()
	return nil
}

var reloaded = make(chan struct{})

// The whole process knows the channel, and nothing closes it.
func awaitReload(context.Context) error {
	go func() {
		<-reloaded // leaks
		query()
	}()
	return nil
}

type session struct{ input, done chan string }

func newSession() *session {
	s := &session{make(chan string), make(chan string)}
	go s.loop()
	return s
}

func (s *session) loop() {
	for {
		select { // leaks
		case line := <-s.input:
			_ = line
		case <-s.done:
			return
		}
	}
}

func (s *session) Close() { close(s.done) }

// The session of a request that fails is not closed.
func startSession(context.Context) error {
	s := newSession()
	s.input <- "hello"
	if rand.IntN(2) == 0 {
		return errBusy
	}
	s.Close()
	return nil
}

// A poller of each request looks every second, for ever.
func poll(context.Context) error {
	go func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select { // leaks
			case <-ticker.C:
			case <-context.Background().Done():
				return
			}
		}
	}()
	return nil
}
