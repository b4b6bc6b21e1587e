// Command dump writes a real debug=2 dump: N goroutines parked in channel operations, each with F frames of its own code.
//
//	dump N F > file
//
// Every function uses its arguments after it was blocked, so that real addresses are printed, as in a service.
//
// It prints with runtime.Stack like net/http/pprof does, but with a buffer as large as the dump: pprof stops at 64 MiB.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"
)

type task struct {
	id     int
	name   string
	result chan<- int
}

func main() {
	count, frames := number(1), number(2)
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
	for runtime.NumGoroutine() <= count {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	for size := 1 << 20; ; size *= 2 {
		buffer := make([]byte, size)
		if n := runtime.Stack(buffer, true); n < size {
			os.Stdout.Write(buffer[:n])
			return
		}
	}
}

func number(arg int) int {
	if arg < len(os.Args) {
		if n, err := strconv.Atoi(os.Args[arg]); err == nil {
			return n
		}
	}
	fmt.Fprintln(os.Stderr, "usage: dump GOROUTINES FRAMES")
	os.Exit(2)
	return 0
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
