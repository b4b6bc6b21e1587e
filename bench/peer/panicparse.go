package main

import (
	"bytes"
	"io"

	"github.com/maruel/panicparse/v2/stack"
)

// withPanicparse reads without looking at source files, as the other readers do.
func withPanicparse(dump []byte) (goroutines, groups, errors int) {
	snapshot, _, err := stack.ScanSnapshot(bytes.NewReader(dump), io.Discard, &stack.Opts{})
	if err != nil && err != io.EOF {
		errors++
	}
	if snapshot == nil {
		return 0, 0, errors
	}
	return len(snapshot.Goroutines), len(snapshot.Aggregate(stack.AnyPointer).Buckets), errors
}
