package main

import (
	"bytes"
	"strconv"

	"github.com/DataDog/gostackparse"
)

func withGostackparse(dump []byte) (goroutines, groups, errors int) {
	parsed, problems := gostackparse.Parse(bytes.NewReader(dump))
	return len(parsed), group(parsed), len(problems)
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
