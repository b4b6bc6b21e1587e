// Command peer is the other side of bench/parse.mjs: it parses a debug=2 dump from memory with another reader, groups the
// goroutines, and prints how long that took.
//
//	peer gostackparse|panicparse FILE
//
// One JSON line a repetition, on request: it waits for a line on standard input before each, so that the readers take turns.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

type result struct {
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpuSeconds"`
	Goroutines int     `json:"goroutines"`
	Groups     int     `json:"groups"`
	Errors     int     `json:"errors"`
	PeakBytes  int64   `json:"peakBytes"`
}

// reader parses a dump and groups its goroutines.
type reader func(dump []byte) (goroutines, groups, errors int)

var readers = map[string]reader{"gostackparse": withGostackparse, "panicparse": withPanicparse}

func main() {
	runtime.GOMAXPROCS(1)
	if len(os.Args) != 3 || readers[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: peer gostackparse|panicparse FILE")
		os.Exit(2)
	}
	dump, err := os.ReadFile(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	turns := bufio.NewScanner(os.Stdin)
	for turns.Scan() {
		json.NewEncoder(os.Stdout).Encode(run(readers[os.Args[1]], dump))
		debug.FreeOSMemory()
	}
}

func run(read reader, dump []byte) result {
	begin, cpu := time.Now(), cpuTime()
	goroutines, groups, errors := read(dump)
	return result{
		Seconds:    time.Since(begin).Seconds(),
		CPUSeconds: (cpuTime() - cpu).Seconds(),
		Goroutines: goroutines,
		Groups:     groups,
		Errors:     errors,
		PeakBytes:  peakBytes(),
	}
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
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
