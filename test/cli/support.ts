/** The command line as people run it: a process of its own, from `dist/`, which scripts/unit.mjs builds anew. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { root } from '../support/repository';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** The built command line. */
export function builtProgram(): Program {
  const file = path.join(root, 'dist', 'cli.js');
  return { run: (args, options) => run(file, args, options) };
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
