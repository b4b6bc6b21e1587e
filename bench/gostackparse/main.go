// Command gostackparse is the peer of bench/parse.mjs: it parses a debug=2 dump from memory with gostackparse, groups the
// goroutines by state and frames, and prints how long that took. One JSON line a repetition, on request: it waits for a
// line on standard input before each, so that the two readers take turns.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/DataDog/gostackparse"
)

type result struct {
	Seconds    float64 `json:"seconds"`
	Goroutines int     `json:"goroutines"`
	Groups     int     `json:"groups"`
	Errors     int     `json:"errors"`
	PeakBytes  int64   `json:"peakBytes"`
}

func main() {
	runtime.GOMAXPROCS(1)
	dump, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	turns := bufio.NewScanner(os.Stdin)
	for turns.Scan() {
		json.NewEncoder(os.Stdout).Encode(run(dump))
		debug.FreeOSMemory()
	}
}

func run(dump []byte) result {
	begin := time.Now()
	goroutines, errors := gostackparse.Parse(bytes.NewReader(dump))
	groups := group(goroutines)
	seconds := time.Since(begin).Seconds()
	return result{seconds, len(goroutines), groups, len(errors), peakBytes()}
}

// group counts goroutines of equal state and frames: the least a reader of leaks needs.
func group(goroutines []*gostackparse.Goroutine) int {
	counts := map[string]int{}
	var key []byte
	for _, g := range goroutines {
		key = append(key[:0], g.State...)
		for _, f := range g.Stack {
			key = append(key, 0)
			key = append(key, f.Func...)
			key = append(key, 0)
			key = append(key, f.File...)
			key = strconv.AppendInt(append(key, ':'), int64(f.Line), 10)
		}
		if g.CreatedBy != nil {
			key = append(append(key, 1), g.CreatedBy.Func...)
		}
		counts[string(key)]++
	}
	return len(counts)
}

// peakBytes is the most memory this process ever held, where the system tells.
func peakBytes() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 10, 64)
			return kib * 1024
		}
	}
	return 0
}
