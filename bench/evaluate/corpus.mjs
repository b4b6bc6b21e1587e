/** The training corpus: Go's own goroutine leak cases, copied from the toolchain's source at run time and built. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const repository = path.join(here, '..', '..');
export const cache = path.join(repository, '.cache', 'evaluate');
export const goVersion = 'go1.27.4';

/**
 * Case → program, whether its leak depends on timing, and its leaks as `entry function | wait reason`. The twins are the
 * same patterns written right: they leak nothing.
 */
export const truth = {
  ...JSON.parse(fs.readFileSync(path.join(here, 'truth.json'), 'utf8')),
  ...twins(),
};

function twins() {
  const text = fs
    .readdirSync(path.join(here, 'twins'))
    .map(name => fs.readFileSync(path.join(here, 'twins', name), 'utf8'))
    .join('\n');
  const names = [...text.matchAll(/^\tregister\("(\w+)"/gm)].map(([, name]) => name);
  return Object.fromEntries(
    names.map(name => [name, { program: 'twins', flaky: false, leaks: [] }]),
  );
}

/** Nothing else of the corpus is opened: the other kernels are kept for a final, independent measurement. */
const programs = {
  simple: { folder: '', allowed: /^(?:simple|commonpatterns|stresstests)\.go$/ },
  goker: { folder: 'goker', allowed: /^(?:cockroach|moby)\d+\.go$/ },
};

/** Folder of a program's source, for `--source`. */
export const sourceOf = program => path.join(cache, 'training', program);
export const binaryOf = program => path.join(cache, 'bin', program);

/** Copies and builds the programs. Lines keep their numbers: only the import of `runtime/pprof` is replaced. */
export function buildTraining() {
  const goroot = go(['env', 'GOROOT'], here).trim();
  const corpus = path.join(goroot, 'src/runtime/testdata/testgoroutineleakprofile');
  for (const [program, { folder, allowed }] of Object.entries(programs))
    buildProgram(program, path.join(corpus, folder), allowed);
  buildProgram('twins', path.join(here, 'twins'), /\.go$/);
}

function buildProgram(program, from, allowed) {
  const target = sourceOf(program);
  fs.rmSync(target, { recursive: true, force: true });
  fs.cpSync(path.join(here, 'training'), target, { recursive: true });
  fs.writeFileSync(path.join(target, 'go.mod'), 'module example.test/training\n\ngo 1.27\n');
  for (const name of fs.readdirSync(from).filter(file => allowed.test(file))) {
    const source = fs.readFileSync(path.join(from, name), 'utf8');
    const changed = source.replace('"runtime/pprof"', '"example.test/training/pprof"');
    fs.writeFileSync(path.join(target, name), changed);
  }
  go(['build', '-o', binaryOf(program), '.'], target);
}

/** Runs the go command of the corpus' version. */
export function go(args, cwd, env = {}) {
  const result = spawnSync('go', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: goVersion, GOFLAGS: '-mod=mod', ...env },
  });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`go ${args.join(' ')}\n${result.stderr}`);
  return result.stdout;
}
