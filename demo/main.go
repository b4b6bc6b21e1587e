// Command messages is a message processor like the one of a real incident: each message that takes too long leaves a
// goroutine behind. It also serves healthy traffic, and its profiles on /debug/pprof/.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type processor interface {
	Process(message string) (Result, bool)
}

func main() {
	addr := flag.String("addr", "127.0.0.1:6060", "address of the pprof handlers")
	rate := flag.Int("rate", 1000, "messages a second")
	count := flag.Int("count", 2000, "messages that time out before the load ends")
	fixed := flag.Bool("fixed", false, "run the repaired processor")
	workers := flag.Int("workers", 8, "goroutines of the healthy worker pool")
	flag.Parse()

	startTicker(startWorkers(*workers))
	if err := startTraffic(4); err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(listener, nil)) }()
	go load(choose(*fixed), *rate, *count)

	fmt.Printf("serving http://%s/debug/pprof/ (%d messages at %d a second)\n", listener.Addr(), *count, *rate)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
}

func choose(fixed bool) processor {
	if fixed {
		return &FixedProcessor{patience: 10 * time.Millisecond}
	}
	return &Processor{patience: 10 * time.Millisecond}
}

// load sends messages at the given rate until count of them have timed out. On a busy machine some are answered in time:
// others take their place.
func load(p processor, rate, count int) {
	const tick = 10 * time.Millisecond
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	batch := max(1, rate*int(tick)/int(time.Second))
	var lost atomic.Int64
	var pending sync.WaitGroup
	sent := 0
	for missing := count; missing > 0; missing = count - int(lost.Load()) {
		for todo := missing; todo > 0; {
			<-ticker.C
			for i := 0; i < batch && todo > 0; i++ {
				message := fmt.Sprintf("message %d", sent)
				pending.Add(1)
				go func() {
					defer pending.Done()
					if _, ok := p.Process(message); !ok {
						lost.Add(1)
					}
				}()
				sent++
				todo--
			}
		}
		pending.Wait()
	}
	fmt.Printf("sent %d messages\n", sent)
}
