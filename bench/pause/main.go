// Command pause is a service with many blocked goroutines that knows how long it stood still.
//
//	pause 100000    goroutines
//
// It prints its address. GET /stall answers with the longest gap of a 1 ms ticker, in microseconds, since the last GET, and with
// the garbage collections since the program began. GET /collect collects garbage, as the program does by itself now and then.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"sync"
	"time"
)

// stalls knows the longest gap of a 1 ms ticker. A mutex, since a gap must be counted on one side of a question or the
// other, never lost between the two.
type stalls struct {
	mu      sync.Mutex
	last    time.Time
	longest time.Duration
}

func (s *stalls) watch() {
	for range time.NewTicker(time.Millisecond).C {
		s.note()
	}
}

// note ends the gap since the last note. What counts is when this goroutine runs again, not when the tick was due.
func (s *stalls) note() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.longest = max(s.longest, now.Sub(s.last))
	s.last = now
}

// take returns the longest gap since the last take, the one that is not over yet included.
func (s *stalls) take() time.Duration {
	s.note()
	s.mu.Lock()
	defer s.mu.Unlock()
	longest := s.longest
	s.longest = 0
	return longest
}

//go:noinline
func send(results chan<- int, value int) {
	results <- value
}

//go:noinline
func handle(results chan<- int, value int) {
	send(results, value)
}

func collections() uint64 {
	samples := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64()
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	own := &stalls{last: time.Now()}
	results := make(chan int)
	for i := range count {
		go handle(results, i)
	}
	http.HandleFunc("/stall", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, own.take().Microseconds(), collections())
	})
	http.HandleFunc("/collect", func(http.ResponseWriter, *http.Request) { runtime.GC() })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go own.watch()
	fmt.Println(listener.Addr())
	panic(http.Serve(listener, nil))
}
