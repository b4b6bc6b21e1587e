package main

import "time"

// Result is what a task makes of its message.
type Result struct {
	Length int
}

// Task is one message on its way through the processor.
type Task struct {
	Message    string
	ResultChan chan Result
}

// slowdown is how long the database behind the task needs on a bad day.
var slowdown = 30 * time.Millisecond

func work(message string) Result {
	time.Sleep(slowdown)
	return Result{Length: len(message)}
}
