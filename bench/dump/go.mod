module goroutine-lens/bench/dump

go 1.21
