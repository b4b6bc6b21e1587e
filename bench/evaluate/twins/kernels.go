// What the leaks of the kernels are about, repaired: the parties still wait for each other, and each will be served.
package main

import (
	"context"
	"sync"
	"time"
)

func init() {
	register("FixedTransaction", fixedTransaction)
	register("FixedRows", fixedRows)
	register("FixedStopper", fixedStopper)
	register("FixedLockOrder", fixedLockOrder)
	register("FixedCommit", fixedCommit)
	register("FixedLoops", fixedLoops)
	register("FixedMonitor", fixedMonitor)
	register("FixedTransfer", fixedTransfer)
	register("FixedLogReader", fixedLogReader)
	register("FixedPlugins", fixedPlugins)
	register("FixedRange", fixedRange)
	register("FixedFlow", fixedFlow)
	register("FixedRangeCache", fixedRangeCache)
}

// A transaction that is not over yet.
type fixedTx struct{ cancel context.CancelFunc }

func (tx *fixedTx) awaitDone(ctx context.Context) { <-ctx.Done() }
func (tx *fixedTx) Commit()                       { tx.cancel() }

func fixedTransaction() {
	go func() {
		ctx, cancel := context.WithCancel(context.Background())
		tx := &fixedTx{cancel}
		go tx.awaitDone(ctx)
		work()
		tx.Commit()
	}()
}

type fixedRowSet struct{ cancel context.CancelFunc }

func (rows *fixedRowSet) awaitDone(ctx context.Context) { <-ctx.Done() }
func (rows *fixedRowSet) Close()                        { rows.cancel() }
func (rows *fixedRowSet) Next() bool                    { return work() == 0 }

func fixedQuery(parent context.Context) *fixedRowSet {
	ctx, cancel := context.WithCancel(parent)
	rows := &fixedRowSet{cancel}
	go rows.awaitDone(ctx)
	return rows
}

func fixedRows() {
	go func() {
		rows := fixedQuery(context.Background())
		defer rows.Close()
		for rows.Next() {
		}
	}()
}

// A stopper drains: it waits for workers that are at work, and others wait for its word.
type fixedStop struct {
	stop    sync.WaitGroup
	stopper chan struct{}
}

func (s *fixedStop) RunWorker(f func()) {
	s.stop.Add(1)
	go func() {
		defer s.stop.Done()
		f()
	}()
}

func (s *fixedStop) Stop() {
	close(s.stopper)
	s.stop.Wait()
}

func fixedStopper() {
	s := &fixedStop{stopper: make(chan struct{})}
	for range 4 {
		s.RunWorker(func() {
			<-s.stopper
			work()
		})
	}
	go s.Stop()
}

// Two locks, always in one order.
func fixedLockOrder() {
	var raft, replica sync.Mutex
	for range 2 {
		go func() {
			raft.Lock()
			defer raft.Unlock()
			replica.Lock()
			defer replica.Unlock()
			work()
		}()
	}
}

// Every reader of the outcome has room for it.
func fixedCommit() {
	go func() {
		done := make(chan error, 1)
		go func() {
			work()
			done <- nil
		}()
		<-done
	}()
}

type fixedStore struct {
	work chan int
	stop chan struct{}
}

// One loop feeds the other; neither is asked for what it cannot give.
func (s *fixedStore) process(events <-chan int) {
	for {
		select {
		case <-events:
		case <-s.stop:
			return
		}
	}
}

func (s *fixedStore) feed(events chan<- int) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			events <- 1
		case <-s.stop:
			return
		}
	}
}

func fixedLoops() {
	s := &fixedStore{make(chan int), make(chan struct{})}
	events := make(chan int)
	go s.process(events)
	go s.feed(events)
}

type fixedDaemon struct {
	mu     sync.Mutex
	probes chan string
}

func (d *fixedDaemon) monitor(stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-d.probes:
			d.mu.Lock()
			d.mu.Unlock()
		}
	}
}

// The owner lets go of the lock before it tells the monitor to stop.
func fixedMonitor() {
	d := &fixedDaemon{probes: make(chan string)}
	stop := make(chan struct{})
	go d.monitor(stop)
	go func() {
		d.mu.Lock()
		work()
		d.mu.Unlock()
		close(stop)
	}()
}

// Watchers of a transfer wait for progress that comes.
type fixedProgress struct {
	mu      sync.Mutex
	changed chan struct{}
}

func (p *fixedProgress) watch() {
	for {
		p.mu.Lock()
		changed := p.changed
		p.mu.Unlock()
		<-changed
	}
}

func fixedTransfer() {
	p := &fixedProgress{changed: make(chan struct{})}
	for range 50 {
		go p.watch()
	}
	go func() {
		for {
			work()
			p.mu.Lock()
			close(p.changed)
			p.changed = make(chan struct{})
			p.mu.Unlock()
		}
	}()
}

// A reader waits for lines of a writer that has not finished.
type fixedLog struct {
	mu    sync.Mutex
	grown *sync.Cond
	lines int
}

func (l *fixedLog) follow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for seen := 0; ; seen++ {
		for seen == l.lines {
			l.grown.Wait()
		}
	}
}

func (l *fixedLog) write() {
	for {
		work()
		l.mu.Lock()
		l.lines++
		l.mu.Unlock()
		l.grown.Signal()
	}
}

func fixedLogReader() {
	l := &fixedLog{}
	l.grown = sync.NewCond(&l.mu)
	go l.follow()
	go l.write()
}

// One group for all, and it is waited for outside the loop.
func fixedPlugins() {
	go func() {
		var group sync.WaitGroup
		group.Add(5)
		for range 5 {
			go func() {
				defer group.Done()
				work()
			}()
		}
		group.Wait()
	}()
}

func fixedRange() {
	go func() {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		ready := make(chan struct{})
		go func() {
			for {
				select {
				case ready <- struct{}{}:
				case <-ctx.Done():
					return
				}
			}
		}()
		<-ready
		work()
	}()
}

type fixedOutbox struct{ rows chan int }

func (o *fixedOutbox) run() {
	for range o.rows {
		work()
	}
}

// Producers that a slow consumer holds back.
func fixedFlow() {
	o := &fixedOutbox{make(chan int)}
	go o.run()
	for i := range 30 {
		go func() { o.rows <- i }()
	}
}

type fixedCache struct{ mu sync.RWMutex }

func (c *fixedCache) lookUp() {
	c.mu.RLock()
	defer c.mu.RUnlock()
}

func (c *fixedCache) load() {
	c.mu.Lock()
	defer c.mu.Unlock()
	work()
}

// Look-ups wait for a load, and somebody waits for the look-ups.
func fixedRangeCache() {
	c := &fixedCache{}
	go c.load()
	time.Sleep(10 * time.Millisecond)
	go func() {
		var all sync.WaitGroup
		for range 100 {
			all.Add(1)
			go func() {
				defer all.Done()
				c.lookUp()
			}()
		}
		all.Wait()
	}()
}
