package main

import "time"

// Processor answers each message with the result of a task of its own.
type Processor struct {
	patience time.Duration
}

// Process starts a task for one message and waits for its result, but not for ever.
// A message whose task takes longer counts as lost.
func (p *Processor) Process(message string) (Result, bool) {
	task := &Task{Message: message, ResultChan: make(chan Result)}

	go p.handleTask(task)

	select {
	case result := <-task.ResultChan:
		return result, true
	case <-time.After(p.patience):
		return Result{}, false
	}
}

// handleTask works on one message and hands over its result.
func (p *Processor) handleTask(task *Task) {
	result := work(task.Message)
	task.ResultChan <- result
}
