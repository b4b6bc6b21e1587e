package main

import (
	"runtime"
	"strings"
	"sync"
	"time"
)

// job is what differs from goroutine to goroutine: numbers of every length, addresses, strings.
type job struct {
	number  int
	tenant  string
	payload []byte
	done    chan struct{}
}

var (
	locks  [64]sync.Mutex
	groups [64]sync.WaitGroup
	conds  [64]*sync.Cond
)

func init() {
	for i := range locks {
		locks[i].Lock()
		groups[i].Add(1)
		conds[i] = sync.NewCond(&sync.Mutex{})
	}
}

// run starts the next goroutine and waits: every goroutine has another parent.
func run(i, count, frames int) {
	if i+1 < count {
		go run(i+1, count, frames)
	}
	j := &job{
		number:  i * i,
		tenant:  strings.Repeat("t", i%30),
		payload: make([]byte, i%7),
		done:    make(chan struct{}),
	}
	kind := uint32(i) * 2654435761 >> 16 % 20
	if frames > 2 {
		step(frames-3, kind, j, j.tenant, j.payload, i)
	} else {
		park(kind, j, i)
	}
	j.number++
}

// step calls itself until the stack is deep enough, then waits in one of many ways.
//
//go:noinline
func step(depth int, kind uint32, j *job, tenant string, payload []byte, number int) {
	if depth > 0 {
		if depth%2 == 0 {
			step(depth-1, kind, j, tenant, payload, number)
		} else {
			j.step(depth-1, kind, number)
		}
		j.number++
		return
	}
	park(kind, j, number)
	runtime.KeepAlive(payload)
}

//go:noinline
func (j *job) step(depth int, kind uint32, number int) {
	if depth > 0 {
		step(depth-1, kind, j, j.tenant, j.payload, number)
		j.number++
		return
	}
	park(kind, j, number)
	j.number += number
}

//go:noinline
func park(kind uint32, j *job, number int) {
	switch kind {
	case 0:
		locks[number%64].Lock()
	case 1:
		groups[number%64].Wait()
	case 2:
		conds[number%64].L.Lock()
		conds[number%64].Wait()
	case 3:
		time.Sleep(time.Hour)
	case 4, 5:
		select {
		case <-j.done:
		case <-time.After(time.Hour):
		}
	case 6, 7, 8:
		<-j.done
	default:
		j.done <- struct{}{}
	}
}
