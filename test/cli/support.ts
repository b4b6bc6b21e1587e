/** The command line as people run it: a process of its own, built from the sources of this moment. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { root } from '../support/repository';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  /** The script that Node runs. */
  readonly file: string;
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  /** Removes what was built. */
  remove(): void;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input, to its end; none when absent. */
  readonly input?: string | Uint8Array;
  /** Called with the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** What the program reads at run time from the folder that it lies in. */
const assets = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-go/tree-sitter-go.wasm'];

/** Builds the command line into `out/`, beside which it finds the translations, as `dist/cli.js` does. */
export async function buildProgram(): Promise<Program> {
  const outfile = path.join(root, 'out', `cli-${process.pid}.cjs`);
  const { scannerPlugin } = createRequire(path.join(root, 'scripts', 'scanner.cjs'))(
    './scanner.cjs',
  ) as { scannerPlugin: Plugin };
  for (const asset of assets)
    fs.copyFileSync(
      path.join(root, 'node_modules', asset),
      path.join(root, 'out', path.basename(asset)),
    );
  await build({
    entryPoints: [path.join(root, 'src', 'cli', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    plugins: [scannerPlugin],
    alias: {
      'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs'),
    },
  });
  return {
    file: outfile,
    run: (args, options) => run(outfile, args, options),
    remove: () => fs.rmSync(outfile, { force: true }),
  };
}

function run(
  file: string,
  args: readonly string[],
  { cwd, env, input, onStart }: RunOptions = {},
): Promise<Run> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { ...process.env, LANG: 'C', LC_ALL: 'C', ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (input !== undefined) child.stdin?.end(input);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  onStart?.(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code, ...output }));
  });
}

/** Exit code 2, nothing on standard output, one message without a stack trace. */
export function assertFailed(run: Run, message: RegExp): void {
  assert.deepEqual({ code: run.code, stdout: run.stdout }, { code: 2, stdout: '' });
  assert.match(run.stderr, message);
  assert.equal(run.stderr.trimEnd().split('\n').length, 1, run.stderr);
  assert.doesNotMatch(run.stderr, /\n\s+at |node:internal/);
}
