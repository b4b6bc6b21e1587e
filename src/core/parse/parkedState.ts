/**
 * A stack with its runtime frames, as debug=0 records it → what debug=1 prints of it, and the wait that the hidden part
 * gives away.
 */
import type { Frame } from '../goroutine';
import { stateOfKind, waitKindOf } from '../waitReason';

export interface ParkedStack {
  /** As debug=1 prints it: leading runtime frames and `runtime.goexit` left out (printStackRecord in runtime/pprof). */
  readonly stack: readonly Frame[];
  /** As debug=2 would print it; `undefined` where the frames do not tell. Never a nil channel: they cannot say. */
  readonly state: string | undefined;
}

/** `frames`: leaf first. */
export function parkedStack(frames: readonly Frame[]): ParkedStack {
  const shown = frames.findIndex(frame => !isRuntime(frame.func));
  // A stack of nothing but the runtime is shown whole.
  const hidden = shown < 0 ? 0 : shown;
  const stack = frames.slice(hidden).filter(frame => frame.func !== 'runtime.goexit');
  return { stack, state: stateOf(frames, shown < 0 ? frames.length : shown, stack) };
}

function isRuntime(func: string): boolean {
  return func.startsWith('runtime.') || func.startsWith('internal/runtime/');
}

/**
 * Functions of the runtime in which a goroutine waits, and the state that debug=2 prints for it. `netpollblock` stands
 * for sockets and pipes, `notetsleepg` for `signal_recv`, `cgocall` for C.
 */
const parkedIn: Readonly<Record<string, string>> = {
  'runtime.chansend': 'chan send',
  'runtime.chansend1': 'chan send',
  'runtime.chanrecv': 'chan receive',
  'runtime.chanrecv1': 'chan receive',
  'runtime.chanrecv2': 'chan receive',
  'runtime.selectgo': 'select',
  'runtime.block': 'select (no cases)',
  'runtime.netpollblock': 'IO wait',
  'runtime.coroswitch': 'coroutine',
  'runtime.notetsleepg': 'syscall',
  'runtime.cgocall': 'syscall',
};

function stateOf(
  frames: readonly Frame[],
  hidden: number,
  stack: readonly Frame[],
): string | undefined {
  let semaphore = false;
  for (let i = 0; i < hidden; i++) {
    const func = frames[i]?.func ?? '';
    const state = parkedIn[func];
    if (state !== undefined) return state;
    if (func === 'runtime.semacquire1') semaphore = true;
  }
  const named = stateOfKind(waitKindOf(undefined, stack, hidden === 0 ? [] : undefined));
  return named ?? (semaphore ? 'semacquire' : undefined);
}
