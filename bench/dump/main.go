// Command dump writes a real debug=2 dump: N goroutines that wait, each with F frames of its own code.
//
//	dump N F          one leak: nearly all stand at one send, all started by main
//	dump N F varied   every kind of wait, mixed; each goroutine was started by another one, and many print minutes
//
// Every function uses its arguments after it was blocked, so that real addresses are printed, as in a service.
//
// It prints with runtime.Stack like net/http/pprof does, but with a buffer as large as the dump: pprof stops at 64 MiB.
// Minutes are the one thing that is put in afterwards: a benchmark cannot wait for them.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"
)

func main() {
	count, frames := number(1), number(2)
	varied := len(os.Args) > 3 && os.Args[3] == "varied"
	if varied {
		go run(0, count, frames)
	} else {
		startLeak(count, frames)
	}
	for runtime.NumGoroutine() <= count {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	dump := stacks(count * (150 + frames*110))
	if varied {
		dump = withMinutes(dump)
	}
	os.Stdout.Write(dump)
}

func stacks(size int) []byte {
	for ; ; size *= 2 {
		buffer := make([]byte, size)
		if n := runtime.Stack(buffer, true); n < size {
			return buffer[:n]
		}
	}
}

// withMinutes lets every third goroutine wait for some minutes.
func withMinutes(dump []byte) []byte {
	end := []byte("]:\n")
	out := make([]byte, 0, len(dump)+len(dump)/20)
	for i := 0; len(dump) > 0; i++ {
		block, rest, more := bytes.Cut(dump, []byte("\n\n"))
		header := bytes.Index(block, end)
		if i%3 != 0 || header < 0 {
			out = append(out, block...)
		} else {
			out = append(out, block[:header]...)
			out = append(out, ", "...)
			out = strconv.AppendInt(out, int64(1+i*i%200), 10)
			out = append(out, " minutes"...)
			out = append(out, block[header:]...)
		}
		if more {
			out = append(out, "\n\n"...)
		}
		dump = rest
	}
	return out
}

func number(arg int) int {
	if arg < len(os.Args) {
		if n, err := strconv.Atoi(os.Args[arg]); err == nil {
			return n
		}
	}
	fmt.Fprintln(os.Stderr, "usage: dump GOROUTINES FRAMES [varied]")
	os.Exit(2)
	return 0
}
