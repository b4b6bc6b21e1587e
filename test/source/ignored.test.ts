import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSource, temporaryFolder, writeFiles } from './support';

/** The functions that the options of these files name, as `[any ]func file:line`. */
async function ignored(files: Readonly<Record<string, string>>): Promise<string[]> {
  const dir = temporaryFolder();
  writeFiles(dir, { 'go.mod': 'module example.com/m\n', ...files });
  const source = await openSource({ roots: [dir] });
  const found = (source.ignoredFunctions?.() ?? []).map(
    ({ func, anywhere, file, line }) =>
      `${anywhere ? 'any ' : ''}${func} ${file.slice(dir.length + 1)}:${line}`,
  );
  source.dispose();
  return found;
}

const test = (body: string, imports = '\t"go.uber.org/goleak"'): string =>
  `package m\n\nimport (\n\t"testing"\n${imports}\n)\n\n${body}`;

describe('what the tests let goleak ignore', () => {
  it('stands in TestMain and VerifyNone', async () => {
    const files = {
      'main_test.go': test(
        'func TestMain(m *testing.M) {\n\tgoleak.VerifyTestMain(m,\n\t\tgoleak.IgnoreTopFunction("a.(*T).run"),\n\t\tgoleak.IgnoreAnyFunction(`b.loop`))\n}\n',
      ),
      'sub/x_test.go': test(
        'func TestX(t *testing.T) {\n\tdefer goleak.VerifyNone(t, goleak.IgnoreTopFunction("c.d"))\n}\n',
      ),
    };
    assert.deepEqual(await ignored(files), [
      'a.(*T).run main_test.go:10',
      'any b.loop main_test.go:11',
      'c.d sub/x_test.go:9',
    ]);
  });

  it('may be named by constants, variables and lists of the same folder', async () => {
    const files = {
      'names_test.go': test('const prefix = "example.com/m."\n\nvar _ = goleak.IgnoreCurrent()\n'),
      'main_test.go': test(`const worker = prefix + "(*Pool).work"

var opts = []goleak.Option{goleak.IgnoreTopFunction(worker)}

var names = []string{
	"x.one",
	// "x.two",
	"x.three",
}

func options() (all []goleak.Option) {
	for _, name := range names {
		all = append(all, goleak.IgnoreTopFunction(name))
	}
	for _, f := range []string{"y.one", "y.two"} {
		all = append(all, goleak.IgnoreAnyFunction(f))
	}
	return append(all, goleak.IgnoreTopFunction(fmt.Sprint("never")), goleak.IgnoreTopFunction(unknown))
}
`),
    };
    assert.deepEqual(await ignored(files), [
      'example.com/m.(*Pool).work main_test.go:10',
      'x.one main_test.go:20',
      'x.three main_test.go:20',
      'any y.one main_test.go:23',
      'any y.two main_test.go:23',
    ]);
  });

  it('is found in helpers, under another name of the package, and not in comments', async () => {
    const files = {
      'internal/testutil/leaks.go': test(
        'func Verify(t *testing.T) {\n\tgl.VerifyNone(t, gl.IgnoreTopFunction("a.b"))\n\t// gl.IgnoreTopFunction("c.d")\n\tgoleak.IgnoreTopFunction("e.f")\n}\n',
        '\tgl "go.uber.org/goleak"',
      ),
      'service.go': test('var _ = goleak.IgnoreTopFunction("not.a.test")\n'),
    };
    assert.deepEqual(await ignored(files), ['a.b internal/testutil/leaks.go:9']);
  });

  it('is not every goroutine that waits in the same way', async () => {
    const files = {
      'main_test.go': test(
        'var _ = goleak.IgnoreTopFunction("internal/poll.runtime_pollWait")\nvar _ = goleak.IgnoreTopFunction("time.Sleep")\nvar _ = goleak.IgnoreTopFunction("syncer.run")\n',
      ),
    };
    assert.deepEqual(await ignored(files), ['syncer.run main_test.go:10']);
  });

  it('is read in linear time', { timeout: 60_000 }, async () => {
    const sum = `goleak.IgnoreTopFunction(${'a + '.repeat(200_000)}"`;
    assert.deepEqual(await ignored({ 'main_test.go': test(`var _ = ${sum}\n`) }), []);
    const loops = 'for _, a := range '.repeat(50_000);
    const options = 'goleak.IgnoreTopFunction(a)\n'.repeat(3_000);
    assert.deepEqual(await ignored({ 'main_test.go': test(`${loops}\n${options}`) }), []);
  });
});
