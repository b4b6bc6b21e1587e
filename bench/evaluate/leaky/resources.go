package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

func init() {
	scenarios["body"] = scenario{serveBodies, askForever}
	scenarios["pipe"] = leaky(pipeUnread)
}

// A service that asks another one, and does not close what it is answered.
func serveBodies(listener net.Listener) {
	http.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) {
		w.Write(make([]byte, 1<<20))
	})
	http.HandleFunc("/work", func(w http.ResponseWriter, _ *http.Request) {
		response, err := http.Get("http://" + listener.Addr().String() + "/large")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		fmt.Fprintln(w, response.Status)
	})
	http.Serve(listener, nil)
}

// The writer of a pipe whose reader stops early.
func pipeUnread(context.Context) error {
	reader, writer := io.Pipe()
	go func() {
		for range 100 {
			fmt.Fprintln(writer, time.Now()) // leaks
		}
		writer.Close()
	}()
	io.ReadFull(reader, make([]byte, 10))
	return nil
}
