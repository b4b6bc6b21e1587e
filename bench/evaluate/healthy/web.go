package main

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

func init() {
	scenarios["keepalive"] = scenario{serveKeepAlive, loadKeepAlive}
	scenarios["streams"] = scenario{serveStreams, loadStreams}
	scenarios["longpoll"] = scenario{serveLongPoll, loadLongPoll}
}

// 200 connections are kept alive between rare requests; some handlers are slow and ask another service.
func serveKeepAlive(listener net.Listener) {
	mux := http.NewServeMux()
	backend := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	mux.HandleFunc("/quick", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(jitter(3 * time.Second)):
			fmt.Fprintln(w, "ok")
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/both", func(w http.ResponseWriter, _ *http.Request) {
		answers := make(chan struct{}, 3)
		for range 3 {
			go func() {
				get(backend, "http://"+listener.Addr().String()+"/slow")
				answers <- struct{}{}
			}()
		}
		for range 3 {
			<-answers
		}
		fmt.Fprintln(w, "ok")
	})
	http.Serve(listener, mux)
}

func loadKeepAlive(address string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 300}}
	paths := []string{"/quick", "/quick", "/quick", "/slow", "/both"}
	var start sync.WaitGroup
	for range 200 {
		start.Go(func() { get(client, "http://"+address+"/slow") })
	}
	start.Wait()
	repeat(40, 2*time.Second, func(i int) { get(client, "http://"+address+paths[i%len(paths)]) })
}

// hub sends news to everyone who listens.
type hub struct {
	mu        sync.Mutex
	listeners map[chan string]bool
}

func (h *hub) join() chan string {
	news := make(chan string, 16)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listeners[news] = true
	return news
}

func (h *hub) leave(news chan string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners, news)
}

func (h *hub) run(every time.Duration) {
	for range time.Tick(every) {
		h.mu.Lock()
		for news := range h.listeners {
			select {
			case news <- "news":
			default:
			}
		}
		h.mu.Unlock()
	}
}

// Server-sent events and WebSockets whose number only grows while the evaluation looks.
func serveStreams(listener net.Listener) {
	central := &hub{listeners: map[chan string]bool{}}
	go central.run(20 * time.Second)
	mux := http.NewServeMux()
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		news := central.join()
		defer central.leave(news)
		w.(http.Flusher).Flush()
		for {
			select {
			case line := <-news:
				fmt.Fprintf(w, "data: %s\n\n", line)
				w.(http.Flusher).Flush()
			case <-r.Context().Done():
				return
			}
		}
	})
	upgrader := websocket.Upgrader{}
	mux.HandleFunc("/socket", func(w http.ResponseWriter, r *http.Request) {
		connection, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		news := central.join()
		gone := make(chan struct{})
		go writePump(connection, news, gone)
		readPump(connection)
		close(gone)
		central.leave(news)
	})
	http.Serve(listener, mux)
}

func writePump(connection *websocket.Conn, news chan string, gone chan struct{}) {
	defer connection.Close()
	ping := time.NewTicker(30 * time.Second)
	defer ping.Stop()
	for {
		select {
		case line := <-news:
			connection.WriteMessage(websocket.TextMessage, []byte(line))
		case <-ping.C:
			connection.WriteMessage(websocket.PingMessage, nil)
		case <-gone:
			return
		}
	}
}

func readPump(connection *websocket.Conn) {
	for {
		if _, _, err := connection.ReadMessage(); err != nil {
			return
		}
	}
}

func loadStreams(address string) {
	client := &http.Client{Transport: &http.Transport{}}
	for range 2000 {
		go func() { get(client, "http://"+address+"/events") }()
		go func() {
			if c, _, err := websocket.DefaultDialer.Dial("ws://"+address+"/socket", nil); err == nil {
				readPump(c)
			}
		}()
		time.Sleep(jitter(400 * time.Millisecond))
	}
}

// 300 clients ask for a change and are answered when it comes, or after ten minutes.
func serveLongPoll(listener net.Listener) {
	var mu sync.Mutex
	changed := make(chan struct{})
	go func() {
		for {
			time.Sleep(jitter(4 * time.Minute))
			mu.Lock()
			close(changed)
			changed = make(chan struct{})
			mu.Unlock()
		}
	}()
	http.HandleFunc("/poll", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		change := changed
		mu.Unlock()
		select {
		case <-change:
			fmt.Fprintln(w, "changed")
		case <-time.After(10 * time.Minute):
			fmt.Fprintln(w, "nothing")
		case <-r.Context().Done():
		}
	})
	http.Serve(listener, nil)
}

func loadLongPoll(address string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 400}}
	repeat(300, time.Second, func(int) { get(client, "http://"+address+"/poll") })
}
