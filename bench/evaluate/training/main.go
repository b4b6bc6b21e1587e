// Command training runs one case of Go's goroutine leak corpus and stays alive, so that it can be looked at as a service is.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
)

// How often a case yields before it asks for a profile, as in Go's own test.
const yieldCount = 10

var cmds = map[string]func(){}

func register(name string, f func()) { cmds[name] = f }

func main() {
	run := cmds[os.Args[1]]
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if run == nil || err != nil {
		fmt.Fprintln(os.Stderr, "cannot run", os.Args[1], err)
		os.Exit(2)
	}
	http.HandleFunc("/collect", func(http.ResponseWriter, *http.Request) { runtime.GC() })
	go http.Serve(listener, nil)
	fmt.Println("ready", listener.Addr())
	run()
	select {}
}
