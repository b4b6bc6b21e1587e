package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Everything in this file is healthy: goroutines that wait because there is nothing to do.

// startWorkers starts a pool that waits for jobs.
func startWorkers(count int) chan<- int {
	jobs := make(chan int)
	for i := 0; i < count; i++ {
		go worker(jobs)
	}
	return jobs
}

var done atomic.Int64

func worker(jobs <-chan int) {
	for job := range jobs {
		done.Add(int64(job))
	}
}

// startTicker hands a job to the pool twice a second.
func startTicker(jobs chan<- int) {
	go func() {
		ticker := time.NewTicker(500 * time.Millisecond)
		for range ticker.C {
			jobs <- 1
		}
	}()
}

// startTraffic serves a small API and keeps connections to it open, idle, as browsers and load balancers do.
func startTraffic(connections int) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	go func() { _ = http.Serve(listener, mux) }()
	for i := 0; i < connections; i++ {
		client := &http.Client{Transport: &http.Transport{IdleConnTimeout: time.Hour}}
		response, err := client.Get("http://" + listener.Addr().String() + "/health")
		if err != nil {
			return err
		}
		// Read to the end, or the connection would be closed and not kept.
		_, _ = io.Copy(io.Discard, response.Body)
		if err := response.Body.Close(); err != nil {
			return err
		}
	}
	return nil
}
