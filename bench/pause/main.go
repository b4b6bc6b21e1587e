// Command pause is a service with many blocked goroutines that knows how long it stood still.
//
//	pause 100000    goroutines
//
// It prints its address. GET /stall answers with the longest gap of a 1 ms ticker, in microseconds, since the last GET.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"strconv"
	"sync/atomic"
	"time"
)

var longest atomic.Int64

func watchOwnPauses() {
	ticker := time.NewTicker(time.Millisecond)
	last := time.Now()
	for now := range ticker.C {
		// What counts is when this goroutine runs again, not when the tick was due.
		now = time.Now()
		if gap := now.Sub(last).Microseconds(); gap > longest.Load() {
			longest.Store(gap)
		}
		last = now
	}
}

//go:noinline
func send(results chan<- int, value int) {
	results <- value
}

//go:noinline
func handle(results chan<- int, value int) {
	send(results, value)
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	results := make(chan int)
	for i := range count {
		go handle(results, i)
	}
	http.HandleFunc("/stall", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, longest.Swap(0))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go watchOwnPauses()
	fmt.Println(listener.Addr())
	panic(http.Serve(listener, nil))
}
