/** The command line as people run it: a process of its own, built from the sources of this moment. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../support/repository';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  /** Removes what was built. */
  remove(): void;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Builds the command line into `out/`, beside which it finds the translations, as `dist/cli.js` does. */
export async function buildProgram(): Promise<Program> {
  const outfile = path.join(root, 'out', `cli-${process.pid}.cjs`);
  await build({
    entryPoints: [path.join(root, 'src', 'cli', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    alias: {
      'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs'),
    },
  });
  return {
    run: (args, options) => run(outfile, args, options),
    remove: () => fs.rmSync(outfile, { force: true }),
  };
}

function run(
  file: string,
  args: readonly string[],
  { cwd, env, onStart }: RunOptions = {},
): Promise<Run> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { ...process.env, LANG: 'C', LC_ALL: 'C', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  onStart?.(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code, ...output }));
  });
}
