/** The command line as people run it: a process of its own, from `dist/`, which scripts/unit.mjs builds anew. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Running } from '../capture/support';
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
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input, to its end; none when absent. */
  readonly input?: string | Uint8Array;
  /** Called with the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** The built command line. */
export function builtProgram(): Program {
  const file = path.join(root, 'dist', 'cli.js');
  return { file, run: (args, options) => run(file, args, options) };
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

/** Sends the signal once the program was asked so often from now on: on a busy machine a process takes its time to start. */
export function signalAfter(
  requests: number,
  { asked }: Pick<Running, 'asked'>,
  signal: NodeJS.Signals,
) {
  const before = asked.length;
  return (child: ChildProcess): void => {
    const waiting = setInterval(() => {
      if (asked.length < before + requests) return;
      clearInterval(waiting);
      child.kill(signal);
    }, 20);
  };
}

/** Exit code 2, nothing on standard output, one message without a stack trace. */
export function assertFailed(run: Run, message: RegExp): void {
  assert.deepEqual({ code: run.code, stdout: run.stdout }, { code: 2, stdout: '' });
  assert.match(run.stderr, message);
  assert.equal(run.stderr.trimEnd().split('\n').length, 1, run.stderr);
  assert.doesNotMatch(run.stderr, /\n\s+at |node:internal/);
}
