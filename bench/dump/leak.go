package main

import "runtime"

type task struct {
	id     int
	name   string
	result chan<- int
}

// startLeak starts a service's most ordinary leak: senders whose receiver is gone.
func startLeak(count, frames int) {
	results := make(chan int)
	for i := 0; i < count; i++ {
		t := &task{id: i, name: "order", result: results}
		switch {
		case i%100 == 0:
			go wait(frames-1, make(chan struct{}))
		case i%1000 == 1:
			go choose(frames-1, make(chan struct{}), results)
		default:
			go handle(frames-1, t, "tenant")
		}
	}
}

//go:noinline
func handle(depth int, t *task, tenant string) {
	if depth > 0 {
		process(depth-1, t, tenant, len(tenant))
		t.id++
		return
	}
	t.result <- t.id
	t.id++
}

//go:noinline
func process(depth int, t *task, tenant string, attempt int) {
	if depth > 0 {
		handle(depth-1, t, tenant)
		t.id += attempt
		return
	}
	t.result <- t.id
	t.id += attempt
}

//go:noinline
func wait(depth int, done chan struct{}) {
	if depth > 0 {
		wait(depth-1, done)
		runtime.KeepAlive(done)
		return
	}
	<-done
	runtime.KeepAlive(done)
}

//go:noinline
func choose(depth int, done chan struct{}, results chan int) {
	if depth > 0 {
		choose(depth-1, done, results)
		return
	}
	select {
	case <-done:
	case results <- 1:
	}
}
