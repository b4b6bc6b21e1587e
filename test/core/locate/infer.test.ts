import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { locateClusters } from '../../../src/core/locate/locate';
import { brief, counted, locate, workspace } from './support';

const mod = 'module example.com/shop\n\ngo 1.25\n';

describe('what debug=1 leaves open', () => {
  const text = `package orders

func (p *Processor) send(c chan int) {
	c <- 1
}

func (p *Processor) recv(c chan int) {
	<-c
}

func Start(p *Processor) {
	go p.send(nil)
	go func() {
		p.recv(nil)
	}()
}
`;
  const at = (name: string, line: number): string =>
    `example.com/shop/orders.(*Processor).${name} /b/orders/orders.go:${line}`;

  it('is told by the operation on the line, and the creator by the only go statement', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': text });
    const found = locate(counted('chan', '0x1 0x2 0x3', [at('send', 4)]), source);
    assert.equal(brief(found, dir), 'orders/orders.go:4 exact');
    assert.deepEqual([found.inferredKind, found.inferredState], ['send', 'chan send']);
    assert.deepEqual(found.inferredCreatedBy, {
      func: 'example.com/shop/orders.Start',
      file: path.join(dir, 'orders/orders.go'),
      line: 12,
    });
    assert.equal(found.related[0]?.line, 12);
  });

  it('is told by a literal that spans the line', async () => {
    const { source } = await workspace({ 'go.mod': mod, 'orders/orders.go': text });
    const found = locate(
      counted('chan', '0x1 0x4 0x5', [
        at('recv', 8),
        'example.com/shop/orders.Start.func1 /b/orders/orders.go:14',
      ]),
      source,
    );
    assert.deepEqual([found.inferredKind, found.inferredCreatedBy?.line], ['recv', 13]);
  });

  it('is told for a library by the hidden PC that it shares with a placed cluster', async () => {
    const { source } = await workspace({ 'go.mod': mod, 'orders/orders.go': text });
    const own = counted('chan', '0x1 0x2 0x3', [at('send', 4)]);
    const library = ['example.org/lib.Fetch /go/pkg/mod/example.org/lib@v1.2.3/lib.go:4'];
    const same = counted('chan', '0x1 0x2 0x9', library);
    const other = counted(
      'chan',
      '0x1 0x7 0x9',
      library.map(f => f.replace(':4', ':5')),
    );
    const located = locateClusters([own, same, other], source);
    assert.equal(located.get(same.signature)?.inferredKind, 'send');
    assert.equal(located.get(other.signature)?.inferredKind, undefined);
  });

  it('stays open when two go statements can start the function', async () => {
    const twice = text.replace('\tgo p.send(nil)\n', '\tgo p.send(nil)\n\tgo p.send(c)\n');
    const { source } = await workspace({ 'go.mod': mod, 'orders/orders.go': twice });
    const found = locate(counted('chan', '0x1 0x2 0x3', [at('send', 4)]), source);
    assert.equal(found.inferredKind, 'send');
    assert.equal(found.inferredCreatedBy, undefined);
  });
});
