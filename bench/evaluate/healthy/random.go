package main

import (
	"math/rand/v2"
	"time"
)

// jitter is a time around the mean, so that nothing runs in step.
func jitter(mean time.Duration) time.Duration {
	return mean/2 + time.Duration(rand.Int64N(int64(mean)+1))
}
