import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSourceReader } from '../../src/core/lint/sourceFacts';
import { locateClusters } from '../../src/core/locate/locate';
import { cluster, workspace } from '../core/locate/support';

const head = 'package main\n\nfunc work(ch chan int) {\n\tch <- 1\n';

/** Code that no person writes; each begins with a send in line 4. */
const forms: Readonly<Record<string, string>> = {
  'function literals in each other': `${head}${'\tfunc() {\n'.repeat(20_000)}${'\t}()\n'.repeat(20_000)}}\n`,
  'a chain of calls': `${head}\tx := a${'.b()'.repeat(40_000)}\n}\n`,
  'a long sum': `${head}\tx := 1${' + 1'.repeat(40_000)}\n}\n`,
  'a sum that nearly fits the stack': `${head}\tx := 1${' + 1'.repeat(2_500)}\n}\n`,
  'blocks in each other': `${head}${'\tif true {\n'.repeat(20_000)}${'\t}\n'.repeat(20_000)}}\n`,
  'blocks that never end': `${head}${'\tif x {\n'.repeat(20_000)}`,
  'brackets and quotes': `${head}}\n${'){]([}"`'.repeat(20_000)}\n`,
  'thousands of locks': `${head}${'\tif x { return }\n\tmu.Lock()\n\tmu.Unlock()\n'.repeat(5_000)}}\n`,
  'thousands of sends': `${head}${'\tch <- 1\n\t<-ch\n'.repeat(10_000)}}\n\nfunc main() { go work(make(chan int)) }\n`,
};

describe('hostile Go code', () => {
  for (const [form, text] of Object.entries(forms))
    it(`is read without harm: ${form}`, { timeout: 60_000 }, async () => {
      const { source } = await workspace({ 'go.mod': 'module example.com/m\n', 'main.go': text });
      const one = cluster('send', ['main.work /src/main.go:4'], { by: 'main.main /src/main.go:9' });
      const location = locateClusters([one], source).get(one.signature);
      assert.equal(location?.anchor?.line, 4);
      assert.doesNotThrow(() => openSourceReader(source).factsOf(one, location));
      source.dispose();
    });
});
