package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

func init() {
	scenarios["twins"] = scenario{serveTwins, loadPool}
	scenarios["daisychain"] = scenario{serve: serveDaisyChain}
}

// The well-known leaks, written right: each is looked at while its work is under way.
func serveTwins(listener net.Listener) {
	patterns := []func(context.Context){earlyReturn, firstOf, timeout, rangeUntilClosed, startAndStop, oneSend, cancelled, locked}
	http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		var all sync.WaitGroup
		for _, pattern := range patterns {
			all.Go(func() { pattern(r.Context()) })
		}
		all.Wait()
		fmt.Fprintln(w, "done")
	})
	http.Serve(listener, nil)
}

var errEarly = errors.New("not needed any more")

func slowly() int {
	time.Sleep(jitter(2 * time.Second))
	return 1
}

// The buffer takes the answer that nobody waits for.
func earlyReturn(context.Context) {
	answer := make(chan int, 1)
	go func() { answer <- slowly() }()
	if time.Now().UnixNano()%2 == 0 {
		return
	}
	<-answer
}

// Every sender has room.
func firstOf(context.Context) {
	answers := make(chan int, 5)
	for range cap(answers) {
		go func() { answers <- slowly() }()
	}
	<-answers
}

// Sender and receiver both give up with the context.
func timeout(parent context.Context) {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	answer := make(chan int)
	go func() {
		result := slowly()
		select {
		case answer <- result:
		case <-ctx.Done():
		}
	}()
	select {
	case <-answer:
	case <-ctx.Done():
	}
}

func rangeUntilClosed(context.Context) {
	items := make(chan int)
	var workers sync.WaitGroup
	for range 3 {
		workers.Go(func() {
			for range items {
				slowly()
			}
		})
	}
	for i := range 6 {
		items <- i
	}
	close(items)
	workers.Wait()
}

type ticking struct{ work, done chan struct{} }

func (t ticking) Start() {
	go func() {
		for {
			select {
			case <-t.work:
				slowly()
			case <-t.done:
				return
			}
		}
	}()
}

func (t ticking) Stop() { close(t.done) }

func startAndStop(context.Context) {
	t := ticking{make(chan struct{}), make(chan struct{})}
	t.Start()
	defer t.Stop()
	t.work <- struct{}{}
	t.work <- struct{}{}
}

// One send on every path.
func oneSend(context.Context) {
	answer := make(chan error)
	go func() {
		if slowly() == 0 {
			answer <- errEarly
			return
		}
		answer <- nil
	}()
	<-answer
}

func cancelled(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
	}()
	slowly()
	cancel()
}

// Two locks, always in one order, for a while.
func locked(context.Context) {
	var first, second sync.Mutex
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			first.Lock()
			defer first.Unlock()
			second.Lock()
			defer second.Unlock()
			slowly()
		})
	}
	both.Wait()
}

// A thousand goroutines that wait for each other, in a row, and for one that sleeps.
func serveDaisyChain(listener net.Listener) {
	end := make(chan struct{}, 1)
	var link func(left int, next chan struct{})
	link = func(left int, next chan struct{}) {
		if left == 0 {
			time.Sleep(time.Hour)
			next <- struct{}{}
			return
		}
		previous := make(chan struct{})
		go link(left-1, previous)
		<-previous
		next <- struct{}{}
	}
	go link(1000, end)
	http.Serve(listener, nil)
}
