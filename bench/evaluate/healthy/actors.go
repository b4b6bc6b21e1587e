package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

func init() {
	scenarios["pubsub"] = scenario{serve: servePubSub}
	scenarios["actors"] = scenario{serveActors, loadPool}
	scenarios["parked"] = scenario{serve: serveParked}
}

type broker struct {
	mu          sync.Mutex
	subscribers []chan string
}

func (b *broker) subscribe() <-chan string {
	messages := make(chan string, 4)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subscribers = append(b.subscribers, messages)
	return messages
}

func (b *broker) publish(message string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, messages := range b.subscribers {
		messages <- message
	}
}

// 500 subscribers to topics on which something happens every few minutes.
func servePubSub(listener net.Listener) {
	busy, silent := &broker{}, &broker{}
	for i := range 500 {
		go consume(busy.subscribe())
		if i%5 == 0 {
			go consume(silent.subscribe())
		}
	}
	go func() {
		for range time.Tick(3 * time.Minute) {
			busy.publish("now")
			silent.publish("still here")
		}
	}()
	http.Serve(listener, nil)
}

func consume(messages <-chan string) {
	for message := range messages {
		_ = message
	}
}

// An actor has a mailbox and lives as long as its session.
type actor struct {
	inbox chan string
	quit  chan struct{}
	state map[string]int
}

func (a *actor) run() {
	for {
		select {
		case message := <-a.inbox:
			a.state[message]++
		case <-a.quit:
			return
		}
	}
}

type registry struct {
	mu     sync.Mutex
	actors map[int]*actor
}

// start makes a session; it ends after ten minutes.
func (r *registry) start(id int) {
	a := &actor{make(chan string), make(chan struct{}), map[string]int{}}
	go a.run()
	r.mu.Lock()
	r.actors[id] = a
	r.mu.Unlock()
	time.AfterFunc(10*time.Minute, func() {
		r.mu.Lock()
		delete(r.actors, id)
		r.mu.Unlock()
		close(a.quit)
	})
}

func (r *registry) send(id int) {
	r.mu.Lock()
	a := r.actors[id]
	r.mu.Unlock()
	if a == nil {
		return
	}
	select {
	case a.inbox <- "hello":
	case <-a.quit:
	}
}

// mailbox is the plainest actor: what comes is handled, in turn.
type mailbox chan func()

func (m mailbox) loop() {
	for handle := range m {
		handle()
	}
}

// Actors by the thousand, and more with every request.
func serveActors(listener net.Listener) {
	sessions := &registry{actors: map[int]*actor{}}
	boxes := make([]mailbox, 3000)
	for i := range boxes {
		boxes[i] = make(mailbox)
		go boxes[i].loop()
	}
	var mu sync.Mutex
	next := 0
	http.HandleFunc("/work", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		next++
		id := next
		mu.Unlock()
		sessions.start(id)
		sessions.send(id / 2)
		boxes[id%len(boxes)] <- func() { time.Sleep(time.Millisecond) }
		fmt.Fprintln(w, "welcome")
	})
	http.Serve(listener, nil)
}

// What a process keeps for its whole life: waiting for its end, for a signal, for the last of its parts.
func serveParked(listener net.Listener) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var parts sync.WaitGroup
	for range 5 {
		parts.Go(func() { supervise(ctx) })
	}
	go func() { select {} }()
	go func() {
		<-ctx.Done()
		listener.Close()
	}()
	go func() {
		parts.Wait()
		fmt.Println("all parts have ended")
	}()
	queue := newQueue()
	for range 12 {
		go queue.drain()
	}
	go func() {
		for range time.Tick(5 * time.Minute) {
			queue.put(1)
		}
	}()
	go http.Serve(listener, nil)
	<-ctx.Done()
}

func supervise(ctx context.Context) {
	failed := make(chan error)
	for range 3 {
		go func() {
			<-ctx.Done()
			failed <- ctx.Err()
		}()
	}
	for range 3 {
		<-failed
	}
}

type queue struct {
	mu       sync.Mutex
	notEmpty *sync.Cond
	items    []int
}

func newQueue() *queue {
	q := &queue{}
	q.notEmpty = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(item int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, item)
	q.notEmpty.Signal()
}

func (q *queue) drain() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.items) == 0 {
			q.notEmpty.Wait()
		}
		q.items = q.items[1:]
	}
}
