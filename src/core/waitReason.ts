/**
 * Every wait reason and status that the runtime prints, and what a goroutine waits for when it shows one.
 *
 * Source: waitReasonStrings in runtime/runtime2.go and gStatusStrings in runtime/traceback.go, Go 1.18 to 1.27.
 */
import type { Frame, WaitKind } from './goroutine';
import { normaliseSymbol } from './symbol';

export interface WaitReason {
  /** As printed, without minutes and flags. */
  readonly state: string;
  readonly kind: WaitKind;
  /** What it waits for, an English sentence. */
  readonly meaning: string;
  /** First Go version that prints it, where that is not older than 1.18. */
  readonly since?: string;
}

export const waitReasons: readonly WaitReason[] = [
  reason('chan send', 'send', 'Waits for a receiver, or for room in the buffer.'),
  reason('chan receive', 'recv', 'Waits for a sender, or for the channel to be closed.'),
  reason('chan send (nil chan)', 'send-nil', 'Sends on a nil channel: blocks forever.'),
  reason('chan receive (nil chan)', 'recv-nil', 'Receives from a nil channel: blocks forever.'),
  reason('select', 'select', 'Waits until one of the cases of a select can go on.'),
  reason('select (no cases)', 'select-none', 'Parked in select {}: blocks forever.'),
  reason(
    'sync.Mutex.Lock',
    'mutex',
    'Waits for a mutex, or for an earlier writer of an RWMutex.',
    '1.20',
  ),
  reason('sync.RWMutex.RLock', 'rlock', 'Waits for the writer of an RWMutex.', '1.20'),
  reason('sync.RWMutex.Lock', 'wlock', 'Waits for the readers of an RWMutex.', '1.20'),
  reason('sync.WaitGroup.Wait', 'waitgroup', 'Waits until every Done was called.', '1.24'),
  reason('sync.Cond.Wait', 'cond', 'Waits for Signal or Broadcast.'),
  reason('semacquire', 'sema', 'Waits for a semaphore: a lock, a WaitGroup or a Once.'),
  reason('coroutine', 'coroutine', 'Waits for the other side of an iterator (iter.Pull).', '1.22'),
  reason('sleep', 'sleep', 'Sleeps in time.Sleep.'),
  reason('IO wait', 'io', 'Waits for the network or a pipe.'),
  reason('syscall', 'syscall', 'Runs a system call or C code.'),
  reason('waiting for cgo callback', 'syscall', 'Waits for C code to call back.', '1.26'),
  reason('running', 'running', 'Runs.'),
  reason('runnable', 'running', 'Ready to run.'),
  reason('preempted', 'running', 'Stopped by the scheduler, ready to run.'),
  reason('copystack', 'running', 'Its stack is being moved.'),
  reason('synctest.Run', 'synctest', 'Waits for the goroutines of a synctest bubble.', '1.24'),
  reason('synctest.Wait', 'synctest', 'Waits until its synctest bubble is blocked.', '1.24'),
  ...runtimeReasons(),
];

const byState = new Map(waitReasons.map(entry => [entry.state, entry]));

/**
 * The wait kind of a goroutine.
 *
 * `state` as printed without flags; `undefined` for debug=1, where the hidden leading PCs tell (verdicts, fact 4: three
 * for a channel operation, two for select, unless the first visible frame is one of the runtime's own lock or poll
 * entries). Until Go 1.19 every lock, and until 1.23 WaitGroup.Wait, prints `semacquire`: the frames of package
 * sync tell them apart. An unknown state is `unknown`.
 */
export function waitKindOf(
  state: string | undefined,
  stack: readonly Frame[],
  hiddenPcs?: readonly string[],
): WaitKind {
  if (state === undefined) return kindFromFrames(stack, hiddenPcs);
  const known = byState.get(state);
  if (known === undefined) return 'unknown';
  return known.kind === 'sema' ? (lockKind(stack) ?? 'sema') : known.kind;
}

/** The entry of the table for a printed state, `undefined` for one that no known version prints. */
export function waitReasonOf(state: string): WaitReason | undefined {
  return byState.get(state);
}

/** What debug=2 prints for a kind that the frames alone name; `undefined` for the others. */
export function stateOfKind(kind: WaitKind): string | undefined {
  return statesByKind[kind];
}

const statesByKind: Partial<Record<WaitKind, string>> = {
  mutex: 'sync.Mutex.Lock',
  rlock: 'sync.RWMutex.RLock',
  wlock: 'sync.RWMutex.Lock',
  waitgroup: 'sync.WaitGroup.Wait',
  cond: 'sync.Cond.Wait',
  sema: 'semacquire',
  sleep: 'sleep',
  io: 'IO wait',
  syscall: 'syscall',
  running: 'running',
  coroutine: 'coroutine',
};

function kindFromFrames(
  stack: readonly Frame[],
  hiddenPcs: readonly string[] | undefined,
): WaitKind {
  const leaf = stack[0]?.func ?? '';
  const named = leafKinds.get(leaf);
  if (named !== undefined) return named;
  // In a semaphore of the runtime, or it does not wait: a lock that spins shows no such leaf.
  if (/^(internal\/)?sync\.runtime_/.test(leaf)) return lockKind(stack) ?? 'unknown';
  if (leaf.startsWith('internal/poll.')) return 'unknown';
  // Nothing of the runtime above it: the goroutine is inside the system call, not on its way in or out.
  if (hiddenPcs?.length === 0 && /^syscall\.[sS]yscall\d*$/.test(leaf)) return 'syscall';
  // coroswitch alone is hidden.
  if (hiddenPcs?.length === 1 && leaf.startsWith('iter.')) return 'coroutine';
  if (hiddenPcs?.length === 3) return 'chan';
  if (hiddenPcs?.length === 2) return 'select-any';
  return 'unknown';
}

/** First visible frames of debug=1 that give the wait away by their name. */
const leafKinds: ReadonlyMap<string, WaitKind> = new Map([
  ['internal/poll.runtime_pollWait', 'io'],
  ['internal/poll.runtime_Semacquire', 'sema'],
  ['time.Sleep', 'sleep'],
  ['sync.runtime_notifyListWait', 'cond'],
  ['os/signal.signal_recv', 'syscall'],
  ['runtime/pprof.runtime_goroutineProfileWithLabels', 'running'],
  ['runtime/pprof.writeRuntimeProfile', 'running'],
]);

/** Methods of package sync that stand in the stack of a goroutine that waits for them, leaf first. */
const lockMethods: readonly (readonly [prefix: string, kind: WaitKind])[] = [
  ['sync.(*RWMutex).RLock', 'rlock'],
  ['sync.(*RWMutex).Lock', 'wlock'],
  ['sync.(*Mutex).', 'mutex'],
  ['internal/sync.(*Mutex).', 'mutex'],
  ['sync.(*WaitGroup).Wait', 'waitgroup'],
  ['sync.(*Cond).Wait', 'cond'],
];

function lockKind(stack: readonly Frame[]): WaitKind | undefined {
  const leaf = stack[0]?.func ?? '';
  if (!/^(internal\/)?sync\./.test(leaf)) return undefined;
  for (const frame of stack) {
    if (!/^(internal\/)?sync\./.test(frame.func)) return undefined;
    const func = normaliseSymbol(frame.func);
    const method = lockMethods.find(([prefix]) => func.startsWith(prefix));
    if (method) return method[1];
  }
  return undefined;
}

function reason(state: string, kind: WaitKind, meaning: string, since?: string): WaitReason {
  return since === undefined ? { state, kind, meaning } : { state, kind, meaning, since };
}

/** The runtime's own goroutines and moments: no user code waits in them. */
function runtimeReasons(): WaitReason[] {
  const states = [
    'GC assist marking',
    'GC assist wait',
    'GC sweep wait',
    'GC scavenge wait',
    'GC worker (idle)',
    'GC worker (active)',
    'GC mark termination',
    'GC weak to strong wait',
    'garbage collection',
    'garbage collection scan',
    'wait for GC cycle',
    'force gc (idle)',
    'finalizer wait',
    'cleanup wait',
    'GOMAXPROCS updater (idle)',
    'timer goroutine (idle)',
    'trace reader (blocked)',
    'trace goroutine status',
    'trace proc status',
    'page trace flush',
    'flushing proc caches',
    'stopping the world',
    'dumping heap',
    'panicwait',
    'debug call',
    'idle',
  ];
  return states.map(state => reason(state, 'runtime', 'The runtime waits for itself.'));
}
