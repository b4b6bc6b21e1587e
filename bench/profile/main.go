// Command profile writes a goroutine profile of many stacks (debug=0, gzip): N goroutines, each below other calls.
//
//	profile N > file
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
	"time"
)

const depth = 16

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: profile GOROUTINES")
		os.Exit(2)
	}
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	done := make(chan int)
	for i := 0; i < count; i++ {
		go left(i, depth, done)
	}
	for runtime.NumGoroutine() <= count {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	if err := pprof.Lookup("goroutine").WriteTo(os.Stdout, 0); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// left and right call each other by the bits of the path: as many stacks as there are paths.
//
//go:noinline
func left(path, depth int, done chan int) {
	if depth == 0 {
		done <- path
		return
	}
	if path&1 == 0 {
		left(path>>1, depth-1, done)
	} else {
		right(path>>1, depth-1, done)
	}
}

//go:noinline
func right(path, depth int, done chan int) {
	if depth == 0 {
		done <- -path
		return
	}
	if path&1 == 0 {
		left(path>>1, depth-1, done)
	} else {
		right(path>>1, depth-1, done)
	}
}
