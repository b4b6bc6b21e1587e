// Command healthy is a dozen servers that hold many goroutines on purpose and leak none, each with the load it is made for.
// The servers that do leak (bench/evaluate/leaky) are built with the same main.
//
//	healthy serve <name>            prints "ready <address of its profiles>", and drives itself
//	healthy load <name> <address>   the clients, in a process of their own, ended with the server's
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/exec"
	"time"
)

// A scenario is a server and its clients. A scenario without clients is driven by timers of its own.
type scenario struct {
	serve func(net.Listener)
	load  func(address string)
}

var scenarios = map[string]scenario{}

func main() {
	if len(os.Args) < 3 {
		fail("healthy serve <name> | healthy load <name> <address>")
	}
	chosen, known := scenarios[os.Args[2]]
	if !known {
		fail("unknown scenario " + os.Args[2])
	}
	profiles := listen()
	go http.Serve(profiles, nil)
	if os.Args[1] == "load" {
		go chosen.load(os.Args[3])
		fmt.Println("ready", profiles.Addr())
		// The server ended: so does its load.
		io.Copy(io.Discard, os.Stdin)
		return
	}
	listener := listen()
	if chosen.load != nil {
		startLoad(os.Args[2], listener.Addr().String())
	}
	fmt.Println("ready", profiles.Addr())
	chosen.serve(listener)
}

// untilServerEnds is held open, and by a variable, so that it is not collected and closed.
var untilServerEnds io.Closer

func startLoad(name, address string) {
	command := exec.Command(os.Args[0], "load", name, address)
	var err error
	if untilServerEnds, err = command.StdinPipe(); err != nil {
		fail(err.Error())
	}
	output, err := command.StdoutPipe()
	if err != nil || command.Start() != nil {
		fail("cannot start the load")
	}
	var word, profiles string
	fmt.Fscan(output, &word, &profiles)
	fmt.Println("load", profiles)
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err.Error())
	}
	return listener
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}

// get asks once and reads the answer to its end; what went wrong is the server's business.
func get(client *http.Client, url string) {
	response, err := client.Get(url)
	if err != nil {
		time.Sleep(100 * time.Millisecond)
		return
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
}

// repeat runs n clients that ask again and again, with a pause between.
func repeat(n int, pause time.Duration, ask func(client int)) {
	for i := range n {
		go func() {
			for {
				ask(i)
				time.Sleep(jitter(pause))
			}
		}()
		time.Sleep(time.Millisecond)
	}
}
