// The leaks of simple.go, commonpatterns.go and stresstests.go, written right: nothing here waits for what cannot come. Each is
// looked at while its work is under way.
package main

import (
	"context"
	"sync"
	"time"
)

func init() {
	register("FixedChanRecv", fixedChanRecv)
	register("FixedChanSend", fixedChanSend)
	register("FixedSelect", fixedSelect)
	register("FixedWaitGroup", fixedWaitGroup)
	register("FixedMutexStack", fixedMutexStack)
	register("FixedMutexHeap", fixedMutexHeap)
	register("FixedCond", fixedCond)
	register("FixedRWMutexRLock", fixedRWMutexRLock)
	register("FixedRWMutexLock", fixedRWMutexLock)
	register("FixedMixed", fixedMixed)
	register("FixedNoCloseRange", fixedNoCloseRange)
	register("FixedMethodContract", fixedMethodContract)
	register("FixedDoubleSend", fixedDoubleSend)
	register("FixedEarlyReturn", fixedEarlyReturn)
	register("FixedNCast", fixedNCast)
	register("FixedTimeout", fixedTimeout)
	register("FixedSpawn", fixedSpawn)
}

// work is what takes long here: it ends, but not while anybody looks.
func work() int {
	time.Sleep(time.Hour)
	return 1
}

func fixedChanRecv() {
	answer := make(chan int)
	go func() { answer <- work() }()
	go func() { <-answer }()
}

func fixedChanSend() {
	answer := make(chan int)
	go func() {
		work()
		<-answer
	}()
	go func() { answer <- 0 }()
}

func fixedSelect() {
	numbers, words := make(chan int), make(chan string)
	go func() {
		numbers <- work()
	}()
	go func() {
		select {
		case <-numbers:
		case <-words:
		}
	}()
}

func fixedWaitGroup() {
	go func() {
		var all sync.WaitGroup
		for range 3 {
			all.Add(1)
			go func() {
				defer all.Done()
				work()
			}()
		}
		all.Wait()
	}()
}

// A thousand in a queue for one lock, whose owner is at work.
func fixedMutexStack() {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		defer mu.Unlock()
		work()
	}()
	for range 1000 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
		}()
	}
}

func fixedMutexHeap() {
	for range 20 {
		go func() {
			mu := &sync.Mutex{}
			mu.Lock()
			defer mu.Unlock()
			go func() {
				mu.Lock()
				mu.Unlock()
			}()
			work()
		}()
	}
}

func fixedCond() {
	cond := sync.NewCond(&sync.Mutex{})
	ready := false
	go func() {
		cond.L.Lock()
		defer cond.L.Unlock()
		for !ready {
			cond.Wait()
		}
	}()
	go func() {
		work()
		cond.L.Lock()
		ready = true
		cond.L.Unlock()
		cond.Broadcast()
	}()
}

func fixedRWMutexRLock() {
	mu := &sync.RWMutex{}
	mu.Lock()
	go func() {
		defer mu.Unlock()
		work()
	}()
	go func() {
		mu.RLock()
		defer mu.RUnlock()
	}()
}

func fixedRWMutexLock() {
	mu := &sync.RWMutex{}
	mu.RLock()
	go func() {
		defer mu.RUnlock()
		work()
	}()
	go func() {
		mu.Lock()
		defer mu.Unlock()
	}()
}

func fixedMixed() {
	go func() {
		ch := make(chan int, 1)
		var all sync.WaitGroup
		all.Add(1)
		go func() {
			defer all.Done()
			ch <- work()
		}()
		all.Wait()
		<-ch
	}()
}

func fixedNoCloseRange() {
	go func() {
		items := make(chan int)
		defer close(items)
		for range 3 {
			go func() {
				for range items {
				}
			}()
		}
		for range 2 {
			items <- work()
		}
	}()
}

type fixedWorker struct{ items, done chan any }

func (w fixedWorker) Start() {
	go func() {
		for {
			select {
			case <-w.items:
			case <-w.done:
				return
			}
		}
	}()
}

func (w fixedWorker) Stop() { close(w.done) }

func fixedMethodContract() {
	go func() {
		w := fixedWorker{make(chan any), make(chan any)}
		w.Start()
		defer w.Stop()
		work()
	}()
}

func fixedDoubleSend() {
	answer := make(chan error)
	go func() {
		if work() == 0 {
			answer <- context.Canceled
			return
		}
		answer <- nil
	}()
	go func() { <-answer }()
}

func fixedEarlyReturn() {
	answer := make(chan int, 1)
	go func() { answer <- work() }()
}

func fixedNCast() {
	go func() {
		answers := make(chan int, 100)
		for range cap(answers) {
			go func() { answers <- work() }()
		}
		<-answers
	}()
}

func fixedTimeout() {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		defer cancel()
		answer := make(chan int, 1)
		go func() { answer <- work() }()
		select {
		case <-answer:
		case <-ctx.Done():
		}
	}()
}

func fixedSpawn() {
	start := make(chan struct{})
	for range 200 {
		go func() { <-start }()
	}
	go func() {
		work()
		close(start)
	}()
}
