import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { brief, cluster, locate, workspace } from './support';

const mod = 'module example.com/shop\n\ngo 1.25\n';

const orders = `package orders

func (p *Processor) handleTask(task Task) {
	total := sum(task)
	task.result <- total
}

func (p *Processor) Submit(task Task) {
	go p.handleTask(task)
}
`;

const handleTask = 'example.com/shop/orders.(*Processor).handleTask';
const submit = 'example.com/shop/orders.(*Processor).Submit';

describe('a frame of an own module', () => {
  it('is found by its import path, wherever the binary was built', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': orders });
    for (const file of [
      '/build/orders/orders.go',
      'example.com/shop/orders/orders.go',
      'C:/agent/_work/1/s/orders/orders.go',
      'C:\\agent\\s\\orders\\orders.go',
    ]) {
      const found = locate(
        cluster('send', [`${handleTask} ${file}:5`], { by: `${submit} ${file}:9` }),
        source,
      );
      assert.equal(brief(found, dir), 'orders/orders.go:5 exact', file);
      assert.deepEqual(found.related, [
        { role: 'createdBy', file: path.join(dir, 'orders/orders.go'), line: 9, func: submit },
      ]);
      assert.equal(found.anchorFrame, 0);
    }
  });

  it('follows code that has moved inside its function', async () => {
    const moved = orders.replace('package orders\n', 'package orders\n' + '// a line\n'.repeat(30));
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': moved });
    const found = locate(
      cluster('send', [`${handleTask} /build/orders/orders.go:5`], {
        by: `${submit} /build/orders/orders.go:9`,
      }),
      source,
    );
    assert.equal(brief(found, dir), 'orders/orders.go:35 moved');
    assert.equal(found.related[0]?.line, 39);
  });

  it('is not placed when two operations fit and the recorded line holds neither', async () => {
    const two = orders.replace('\ttask.result <- total', '\ttask.a <- total\n\ttask.b <- total');
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': two });
    const at = (line: number): string =>
      brief(locate(cluster('send', [`${handleTask} /b/orders/orders.go:${line}`]), source), dir);
    assert.equal(at(5), 'orders/orders.go:5 exact');
    assert.equal(at(6), 'orders/orders.go:6 exact');
    assert.equal(at(4), '- source differs');
    assert.equal(at(40), '- source differs');
  });

  it('is not placed on a line whose operation is of another kind', async () => {
    const text = `package orders

func Wait(a, b chan int) {
	select {
	case <-a:
	case b <- 1:
	}
}
`;
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': text });
    const at = (kind: 'recv' | 'send' | 'select' | 'select-none', line: number): string =>
      brief(
        locate(cluster(kind, [`example.com/shop/orders.Wait /b/orders/orders.go:${line}`]), source),
        dir,
      );
    assert.equal(at('recv', 5), '- source differs');
    assert.equal(at('send', 6), '- source differs');
    assert.equal(at('select-none', 4), '- source differs');
    assert.equal(at('select', 4), 'orders/orders.go:4 exact');
  });

  it('is not placed in another function, nor in one of the same name on another type', async () => {
    const other = orders.replaceAll('*Processor', '*Worker');
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': other });
    const found = locate(cluster('send', [`${handleTask} /b/orders/orders.go:7`]), source);
    assert.equal(brief(found, dir), '- source differs');
  });

  it('keeps its line when the function was renamed and the operation is still there', async () => {
    const renamed = orders.replaceAll('handleTask', 'process');
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': renamed });
    const found = locate(cluster('send', [`${handleTask} /b/orders/orders.go:5`]), source);
    assert.equal(brief(found, dir), 'orders/orders.go:5 exact');
    const gone = locate(cluster('send', [`${handleTask} /b/orders/orders.go:4`]), source);
    assert.equal(brief(gone, dir), '- source differs');
  });

  it('is found in another file of its package after a rename', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'orders/processor.go': orders,
      'orders/other.go': 'package orders\n\nfunc (w *Worker) handleTask() {}\n',
    });
    const found = locate(cluster('send', [`${handleTask} /b/orders/orders.go:5`]), source);
    assert.equal(brief(found, dir), 'orders/processor.go:5 exact');
  });

  it('has no file when its package is not there', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'main.go': 'package main\n' });
    const found = locate(cluster('send', [`${handleTask} /b/orders/orders.go:5`]), source);
    assert.equal(brief(found, dir), '- no file');
  });

  it('belongs to the longest module path on a slash boundary', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'orders/orders.go': 'package orders\n',
      'nested/go.mod': 'module example.com/shop/orders\n',
      'nested/orders.go': orders,
      'similar/go.mod': 'module example.com/sho\n',
    });
    const found = locate(cluster('send', [`${handleTask} /b/orders/orders.go:5`]), source);
    assert.equal(brief(found, dir), 'nested/orders.go:5 exact');
  });
});

describe('code that the compiler has put into its caller', () => {
  const text = `package orders

func main() {
	done := make(chan int)
	helper(start)
	done <- 1
}

func helper(run func(func())) {
	run(func() {
		results <- 1
	})
}

func (p *Processor) each() {
	for v := range p.all {
		p.out <- v
	}
}

func (w Worker) each(run func(func())) {
	run(func() {
		w.out <- 2
	})
}
`;

  it('is found in the function that holds it, and nowhere else', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': text });
    const at = (func: string, line: number): string =>
      brief(
        locate(
          cluster('send', [`example.com/shop/orders.${func} /b/orders/orders.go:${line}`]),
          source,
        ),
        dir,
      );
    assert.equal(at('main.func1.helper.func2', 11), 'orders/orders.go:11 exact');
    assert.equal(at('main.func1.helper.func2', 41), 'orders/orders.go:11 moved');
    assert.equal(at('main.helper.func2', 41), 'orders/orders.go:11 moved');
    assert.equal(at('main.gowrap1.(*Processor).each-range1', 17), 'orders/orders.go:17 exact');
    assert.equal(at('main.(*Processor).each-range1', 47), 'orders/orders.go:17 moved');
    assert.equal(at('main.func3.Worker.each.func4', 53), 'orders/orders.go:23 moved');
    assert.equal(at('main.func3.Worker.gone.func4', 53), '- source differs');
  });
});

describe('two checkouts of one module', () => {
  const moved = orders.replace('package orders\n', 'package orders\n\n\n');
  const at = (line: number): ReturnType<typeof cluster> =>
    cluster('send', [`${handleTask} /b/orders/orders.go:${line}`]);

  it('are told apart by the line that fits', async () => {
    const { dir, source } = await workspace({
      'a/go.mod': mod,
      'a/orders/orders.go': orders,
      'b/go.mod': mod,
      'b/orders/orders.go': moved,
    });
    assert.equal(brief(locate(at(5), source), dir), 'a/orders/orders.go:5 exact');
    assert.equal(brief(locate(at(7), source), dir), 'b/orders/orders.go:7 exact');
    assert.equal(brief(locate(at(40), source), dir), '- no file');
  });

  it('are told apart by go.work when both fit, and refused without it', async () => {
    const files = {
      'a/go.mod': mod,
      'a/orders/orders.go': orders,
      'b/go.mod': mod,
      'b/orders/orders.go': orders,
    };
    const without = await workspace(files);
    assert.equal(brief(locate(at(5), without.source), without.dir), '- no file');
    const named = await workspace({ ...files, 'go.work': 'go 1.25\nuse ./b\n' });
    assert.equal(brief(locate(at(5), named.source), named.dir), 'b/orders/orders.go:5 exact');
  });
});

describe('a call frame', () => {
  const text = `package orders

func (l *Ledger) Add(n int) {
	audit.Lock(n)
	other()
	l.mu.Lock()
}
`;
  const frames = (line: number): string[] => [
    'sync.(*Mutex).lockSlow /usr/local/go/src/sync/mutex.go:149',
    'sync.(*Mutex).Lock /usr/local/go/src/sync/mutex.go:46',
    `example.com/shop/orders.(*Ledger).Add /b/orders/orders.go:${line}`,
  ];

  it('stands on a call of exactly the function that the inner frame names', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'orders/orders.go': text.replace('audit.Lock', 'audit.Log'),
    });
    const exact = locate(cluster('mutex', frames(6), { siteIndex: 2 }), source);
    assert.equal(brief(exact, dir), 'orders/orders.go:6 exact');
    assert.equal(exact.anchorFrame, 2);
    assert.equal(
      brief(locate(cluster('mutex', frames(5)), source), dir),
      'orders/orders.go:6 moved',
    );
  });

  it('is refused when two calls of that name could be meant', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': text });
    assert.equal(brief(locate(cluster('mutex', frames(5)), source), dir), '- source differs');
    assert.equal(
      brief(locate(cluster('mutex', frames(6)), source), dir),
      'orders/orders.go:6 exact',
    );
  });

  it('may be a loop over the function that it calls', async () => {
    const own =
      'package orders\n\nfunc Load(rows *lib.Rows) {\n\tfor r := range rows.All {\n\t\tuse(r)\n\t}\n}\n';
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': own });
    const at = (inner: string, line: number): string =>
      brief(
        locate(
          cluster('recv', [
            `example.org/lib.${inner} /go/pkg/mod/example.org/lib@v1.0.0/lib.go:9`,
            `example.com/shop/orders.Load /b/orders/orders.go:${line}`,
          ]),
          source,
        ),
        dir,
      );
    assert.equal(at('(*Rows).All', 4), 'orders/orders.go:4 exact');
    assert.equal(at('(*Rows).All', 9), 'orders/orders.go:4 moved');
    assert.equal(at('(*Rows).Other', 4), '- source differs');
  });

  it('names the library line it is blocked in, when that can be opened', async () => {
    const lib = 'package lib\n\nfunc Fetch(c chan int) {\n\t<-c\n}\n';
    const own = 'package orders\n\nfunc Load() {\n\tlib.Fetch(nil)\n}\n';
    const { dir, source } = await workspace({
      'go.mod': mod,
      'orders/orders.go': own,
      'vendor/example.org/lib/lib.go': lib,
    });
    const found = locate(
      cluster('recv', [
        'example.org/lib.Fetch /b/vendor/example.org/lib/lib.go:4',
        'example.com/shop/orders.Load /b/orders/orders.go:4',
      ]),
      source,
    );
    assert.equal(brief(found, dir), 'orders/orders.go:4 exact');
    assert.deepEqual(found.related, [
      {
        role: 'blockedIn',
        file: path.join(dir, 'vendor/example.org/lib/lib.go'),
        line: 4,
        func: 'example.org/lib.Fetch',
      },
    ]);
  });
});
