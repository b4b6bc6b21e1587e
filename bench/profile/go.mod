module goroutine-lens/bench/profile

go 1.21
