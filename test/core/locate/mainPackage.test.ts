import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { locateClusters } from '../../../src/core/locate/locate';
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
describe('package main', () => {
  const service = 'package main\n\nfunc main() {\n\tserve()\n}\n\nfunc serve() {\n\t<-stop\n}\n';
  const tool = 'package main\n\nfunc main() {\n\tselect {}\n}\n';

  it('is told by the folder names at the end of its path', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'cmd/service/main.go': service,
      'cmd/tool/main.go': tool,
    });
    const found = locate(cluster('recv', ['main.serve /src/cmd/service/main.go:8']), source);
    assert.equal(brief(found, dir), 'cmd/service/main.go:8 exact');
    const other = locate(cluster('select-none', ['main.main /src/cmd/tool/main.go:4']), source);
    assert.equal(brief(other, dir), 'cmd/tool/main.go:4 exact');
  });

  it('is told by the functions it holds', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'cmd/service/main.go': service,
      'cmd/tool/main.go': tool,
    });
    const found = locate(cluster('recv', ['main.serve /app/main.go:8']), source);
    assert.equal(brief(found, dir), 'cmd/service/main.go:8 exact');
  });

  it('is refused when two programs could be meant', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'cmd/one/main.go': service,
      'cmd/two/main.go': service,
    });
    const found = locate(cluster('recv', ['main.serve /app/main.go:8']), source);
    assert.equal(brief(found, dir), '- no file');
  });

  it('is told by where the other packages of its module were built', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'main.go': service,
      'cmd/two/main.go': service,
      'orders/orders.go': orders,
    });
    const main = cluster('recv', ['main.serve /app/main.go:8']);
    const other = cluster('send', [`${handleTask} /app/orders/orders.go:5`]);
    const located = locateClusters([main, other], source).get(main.signature);
    assert.ok(located);
    assert.equal(brief(located, dir), 'main.go:8 exact');
  });

  it('is told by the module path that -trimpath prints, with and without a version', async () => {
    const { dir, source } = await workspace({
      'go.mod': mod,
      'cmd/one/main.go': service,
      'cmd/two/main.go': service,
    });
    for (const file of [
      'example.com/shop/cmd/two/main.go',
      'example.com/shop@v1.2.3/cmd/two/main.go',
    ]) {
      const found = locate(cluster('recv', [`main.serve ${file}:8`]), source);
      assert.equal(brief(found, dir), 'cmd/two/main.go:8 exact');
    }
  });

  it('is told by an explicit mapping', async () => {
    const files = { 'go.mod': mod, 'one/main.go': service, 'two/main.go': service };
    const { dir, source } = await workspace(files);
    await source.refresh({ pathMappings: [{ from: '/app', to: path.join(dir, 'two') }] });
    const found = locate(cluster('recv', ['main.serve /app/main.go:8']), source);
    assert.equal(brief(found, dir), 'two/main.go:8 exact');
    const beside = locate(cluster('recv', ['main.serve /application/main.go:8']), source);
    assert.equal(brief(beside, dir), '- no file');
  });
});
