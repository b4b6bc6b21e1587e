import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { locateClusters } from '../../../src/core/locate/locate';
import { brief, cluster, locate, workspace } from './support';

const mod = 'module example.com/shop\n\ngo 1.25\n';

describe('a line that fits by accident', () => {
  const text = `package orders

func Start(p *Processor) {
	go p.run()
}

func (p *Processor) run() {
	p.a <- 1
	p.b <- 2
}
`;
  const run = 'example.com/shop/orders.(*Processor).run';
  const at = (line: number): ReturnType<typeof cluster> =>
    cluster('send', [`${run} /b/orders/orders.go:${line}`], {
      by: 'example.com/shop/orders.Start /b/orders/orders.go:4',
    });

  it('is refused when the code above shows that its neighbour is meant', async () => {
    const moved = text.replace('package orders\n', 'package orders\n\n');
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': moved });
    // Recorded at 9, one line was inserted above: 9 now holds the first send, the second stands at 10.
    assert.equal(brief(locate(at(9), source), dir), '- source differs');
  });

  it('is believed when nothing has moved', async () => {
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': text });
    assert.equal(brief(locate(at(9), source), dir), 'orders/orders.go:9 exact');
  });

  it('is refused when the code below shows it, or where the goroutine was started', async () => {
    const two = `package orders

func (p *Processor) run() {
	p.a <- 1
	p.b <- 2
}

func (p *Processor) stop() {
	<-p.done
}

func Start(p *Processor) {
	go p.run()
	go p.stop()
}
`;
    const moved = two.replace('\tp.a', '\tlog()\n\tp.a');
    const { dir, source } = await workspace({ 'go.mod': mod, 'orders/orders.go': moved });
    const by = 'example.com/shop/orders.Start /b/orders/orders.go';
    const running = cluster('send', [`${run} /b/orders/orders.go:5`], { by: `${by}:13` });
    const stopping = cluster(
      'recv',
      ['example.com/shop/orders.(*Processor).stop /b/orders/orders.go:9'],
      { by: `${by}:14` },
    );
    const together = (clusters: (typeof running)[]): string[] => {
      const locations = locateClusters(clusters, source);
      return clusters.map(one => {
        const location = locations.get(one.signature);
        return location ? `${brief(location, dir)} ${location.related[0]?.line}` : '';
      });
    };
    // 5 holds the first send now; one line further down stands the one that was recorded.
    assert.deepEqual(together([running]), ['- source differs 14']);
    assert.deepEqual(together([running, stopping]), [
      '- source differs 14',
      'orders/orders.go:10 moved 15',
    ]);
  });
});
