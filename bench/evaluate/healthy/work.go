package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"
)

func init() {
	for _, workers := range []int{8, 64, 1000} {
		serve := func(listener net.Listener) { servePool(listener, workers) }
		scenarios[fmt.Sprint("pool", workers)] = scenario{serve, loadPool}
	}
	scenarios["bursts"] = scenario{serveBursts, loadPool}
	scenarios["slowlock"] = scenario{serveSlowLock, loadCrowd}
	scenarios["backpressure"] = scenario{serveBackpressure, loadCrowd}
}

type job struct {
	takes time.Duration
	done  chan struct{}
}

type pool struct {
	jobs chan job
}

func newPool(workers int) *pool {
	p := &pool{jobs: make(chan job, 16)}
	for range workers {
		go p.worker()
	}
	return p
}

func (p *pool) worker() {
	for j := range p.jobs {
		time.Sleep(j.takes)
		close(j.done)
	}
}

// A pool whose workers are idle most of the time.
func servePool(listener net.Listener, workers int) {
	p := newPool(workers)
	http.HandleFunc("/work", func(w http.ResponseWriter, _ *http.Request) {
		j := job{jitter(200 * time.Millisecond), make(chan struct{})}
		p.jobs <- j
		<-j.done
		fmt.Fprintln(w, "done")
	})
	http.Serve(listener, nil)
}

func loadPool(address string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	repeat(20, time.Second, func(int) { get(client, "http://"+address+"/work") })
}

func loadCrowd(address string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 500}}
	repeat(300, 500*time.Millisecond, func(int) { get(client, "http://"+address+"/work") })
}

// Tickers, one flight for many, and fan-out in bursts that start and end together.
func serveBursts(listener net.Listener) {
	var flights singleflight.Group
	for i := range 20 {
		go tick(time.Duration(i+1) * time.Second)
	}
	go func() {
		for {
			burst(context.Background(), 400)
			time.Sleep(jitter(10 * time.Second))
		}
	}()
	http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		flights.Do("config", func() (any, error) {
			time.Sleep(2 * time.Second)
			return nil, nil
		})
		burst(r.Context(), 10)
		fmt.Fprintln(w, "done")
	})
	http.Serve(listener, nil)
}

func tick(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for range ticker.C {
		time.Sleep(time.Millisecond)
	}
}

// burst starts goroutines that wait for the slowest of them.
func burst(parent context.Context, width int) {
	group, ctx := errgroup.WithContext(parent)
	arrived := make(chan struct{})
	results := make(chan int)
	for i := range width {
		group.Go(func() error {
			select {
			case <-arrived:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case results <- i:
			case <-ctx.Done():
			}
			return nil
		})
	}
	time.Sleep(jitter(2 * time.Second))
	close(arrived)
	for range width {
		<-results
		time.Sleep(time.Millisecond)
	}
	group.Wait()
}

// A cache that is loaded under its lock, for seconds, again and again; and a limit on requests.
func serveSlowLock(listener net.Listener) {
	var mu sync.Mutex
	var table sync.RWMutex
	limit := rate.NewLimiter(60, 10)
	go func() {
		for range time.Tick(9 * time.Second) {
			table.Lock()
			time.Sleep(4 * time.Second)
			table.Unlock()
		}
	}()
	go func() {
		for range time.Tick(8 * time.Second) {
			mu.Lock()
			time.Sleep(5 * time.Second)
			mu.Unlock()
		}
	}()
	http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		limit.Wait(r.Context())
		lookUp(&mu)
		table.RLock()
		defer table.RUnlock()
		fmt.Fprintln(w, "done")
	})
	http.Serve(listener, nil)
}

func lookUp(mu *sync.Mutex) {
	mu.Lock()
	defer mu.Unlock()
	time.Sleep(time.Millisecond)
}

// Hundreds wait for a slot of a semaphore or for a slow writer to take what they have.
func serveBackpressure(listener net.Listener) {
	slots := make(chan struct{}, 20)
	rows := make(chan int)
	go func() {
		for range rows {
			time.Sleep(jitter(20 * time.Millisecond))
		}
	}()
	http.HandleFunc("/work", func(w http.ResponseWriter, _ *http.Request) {
		slots <- struct{}{}
		time.Sleep(jitter(300 * time.Millisecond))
		<-slots
		store(rows)
		fmt.Fprintln(w, "done")
	})
	http.Serve(listener, nil)
}

func store(rows chan<- int) {
	for i := range 3 {
		rows <- i
	}
}
