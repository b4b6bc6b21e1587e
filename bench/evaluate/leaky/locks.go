package main

import (
	"context"
	"math/rand/v2"
	"sync"
)

func init() {
	scenarios["lock"] = leaky(account)
	scenarios["waitgroup"] = leaky(fanOut)
	scenarios["cond"] = leaky(awaitTurn)
	scenarios["lockorder"] = leaky(transferMoney)
	scenarios["lockandsend"] = leaky(logLine)
}

var (
	accounts sync.Mutex
	balance  int
)

// One way out keeps the lock.
func account(context.Context) error {
	accounts.Lock() // leaks
	if balance++; balance > 20 {
		return errBusy
	}
	accounts.Unlock()
	return nil
}

// A part that fails does not say that it is done.
func fanOut(context.Context) error {
	var parts sync.WaitGroup
	for i := range 3 {
		parts.Add(1)
		go func() {
			if query(); i == 2 {
				return
			}
			parts.Done()
		}()
	}
	go func() {
		parts.Wait() // leaks
	}()
	return nil
}

var turn = sync.NewCond(&sync.Mutex{})

// Who is told before it waits is never told again.
func awaitTurn(context.Context) error {
	go func() {
		turn.L.Lock()
		defer turn.L.Unlock()
		turn.Wait() // leaks
	}()
	return nil
}

var from, to sync.Mutex

func checkBalance() {
	for range 5 {
		query()
	}
}

// Money goes both ways, and the locks are taken in both orders.
func transferMoney(context.Context) error {
	if rand.IntN(2) == 0 {
		from.Lock() // leaks
		defer from.Unlock()
		checkBalance()
		to.Lock() // leaks
		defer to.Unlock()
		return nil
	}
	to.Lock() // leaks
	defer to.Unlock()
	checkBalance()
	from.Lock() // leaks
	defer from.Unlock()
	return nil
}

type journal struct {
	mu    sync.Mutex
	lines chan string
}

var log = func() *journal {
	j := &journal{lines: make(chan string)}
	go j.writeFew()
	return j
}()

// The writer stops after its last line; the next one sends with the lock held.
func (j *journal) writeFew() {
	for range 20 {
		<-j.lines
	}
}

func logLine(context.Context) error {
	log.mu.Lock() // leaks
	defer log.mu.Unlock()
	log.lines <- "line" // leaks
	return nil
}
