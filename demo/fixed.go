package main

import "time"

// FixedProcessor is the processor with the fix: a buffer of one takes the result, read or not.
type FixedProcessor struct {
	patience time.Duration
}

// Process starts a task for one message and waits for its result, but not for ever.
func (p *FixedProcessor) Process(message string) (Result, bool) {
	task := &Task{Message: message, ResultChan: make(chan Result, 1)}

	go p.handleTask(task)

	select {
	case result := <-task.ResultChan:
		return result, true
	case <-time.After(p.patience):
		return Result{}, false
	}
}

func (p *FixedProcessor) handleTask(task *Task) {
	result := work(task.Message)
	task.ResultChan <- result
}
