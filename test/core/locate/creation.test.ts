import assert from 'node:assert/strict';
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

describe('a stack without own frames', () => {
  const library = ['example.org/lib.Fetch /go/pkg/mod/example.org/lib@v1.2.3/lib.go:4'];

  it('is anchored at the go statement that made it', async () => {
    const own = 'package orders\n\nfunc Load() {\n\tgo lib.Fetch(nil)\n}\n';
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': own });
    const by = 'example.com/shop/orders.Load /b/orders/orders.go';
    const exact = locate(cluster('recv', library, { by: `${by}:4` }), source);
    assert.equal(brief(exact, dir), 'orders/orders.go:4 exact');
    assert.equal(exact.anchorFrame, undefined);
    assert.equal(exact.related[0]?.role, 'createdBy');
    const moved = locate(cluster('recv', library, { by: `${by}:9` }), source);
    assert.equal(brief(moved, dir), 'orders/orders.go:4 moved');
  });

  it('has no anchor when nobody of yours made it', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': orders });
    const found = locate(
      cluster('recv', library, { by: 'example.org/lib.Start /x/lib.go:9' }),
      source,
    );
    assert.equal(brief(found, dir), '- not your code');
  });
});

describe('a go statement', () => {
  const text = `package orders

func Start(p *Processor) {
	go p.read()
	go p.write()
	task := p.other
	go task()
	go func() {
		<-p.done
	}()
}
`;
  const by = 'example.com/shop/orders.Start /b/orders/orders.go';
  const createdAt = async (entry: string, line: number): Promise<number | undefined> => {
    const { source } = await workspace({ 'go.mod': mod, 'orders/orders.go': text });
    const one = cluster('recv', [`${entry} /b/orders/gone.go:1`], { by: `${by}:${line}` });
    return locate(one, source).related[0]?.line;
  };
  const method = (name: string): string => `example.com/shop/orders.(*Processor).${name}`;

  it('is the one on the recorded line', async () => {
    assert.equal(await createdAt(method('read'), 4), 4);
    assert.equal(await createdAt(method('write'), 5), 5);
    assert.equal(await createdAt('example.com/shop/orders.Start.func1', 8), 8);
  });

  it('is followed to the only one that starts the same function', async () => {
    assert.equal(await createdAt(method('write'), 34), 5);
    assert.equal(await createdAt('example.com/shop/orders.Start.func1', 38), 8);
  });

  it('may start what a variable holds', async () => {
    assert.equal(await createdAt(method('other'), 7), 7);
  });

  it('is not guessed among several', async () => {
    assert.equal(await createdAt(method('other'), 37), undefined);
  });

  it('is not one that starts another function', async () => {
    const two = `package orders

func Start(p *Processor) {
	go p.read()
	go p.write()
	go p.write()
}

func (p *Processor) read() {}

func (p *Processor) write() {}
`;
    const { source } = await workspace({ 'go.mod': mod, 'orders/orders.go': two });
    const started = (name: string, line: number): number | undefined =>
      locate(
        cluster('recv', [`${method(name)} /b/orders/gone.go:1`], { by: `${by}:${line}` }),
        source,
      ).related[0]?.line;
    assert.equal(started('write', 5), 5);
    assert.equal(started('write', 4), undefined);
    assert.equal(started('read', 5), 4);
    assert.equal(started('gone', 4), undefined);
  });

  it('with a literal starts what stands in this literal', async () => {
    const literals = `package orders

func Start(p *Processor) {
	go func() {
		p.a <- 1
	}()
	go func() {
		<-p.b
	}()
	start(func() {
		p.c <- 1
	})
}

func start(f func()) { go f() }
`;
    const { source } = await workspace({ 'go.mod': mod, 'orders/orders.go': literals });
    const startedAt = (kind: 'send' | 'recv', entry: string, line: number): number | undefined => {
      const frames = [`example.com/shop/orders.${entry}`];
      return locate(cluster(kind, frames, { by: `${by}:${line}` }), source).related[0]?.line;
    };
    assert.equal(startedAt('recv', 'Start.func2 /b/orders/orders.go:8', 7), 7);
    // Three lines further down, everything: the receive is the only one, and tells which literal it is in.
    assert.equal(startedAt('recv', 'Start.func2 /b/orders/orders.go:11', 10), 7);
    // By accident the recorded line holds the other literal.
    assert.equal(startedAt('recv', 'Start.func2 /b/orders/orders.go:5', 4), 7);
    assert.equal(startedAt('send', 'Start.func3 /b/orders/orders.go:11', 20), undefined);
  });
});
