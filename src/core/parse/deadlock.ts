/**
 * The runtime's own proof in front of a dump: it ends a program in which no goroutine can run any more.
 *
 * Source: checkdead in runtime/proc.go (all versions; a program with timers, network waits or C code that may call back is
 * never ended so) and synctestRun in runtime/synctest.go, Go 1.25 to 1.27.
 */
import type { Sample, Snapshot } from '../goroutine';

type Deadlock = Snapshot['deadlock'];

const ofProcess =
  /(?:^|[\s:|>\]"])fatal error: (?:all goroutines are asleep|no goroutines \(main called runtime\.Goexit\)) - deadlock!$/;
const ofBubble =
  /(?:^|[\s:|>\]"])panic: deadlock: (?:all goroutines in bubble are blocked|main bubble goroutine has exited but blocked goroutines remain)(?: \[recovered.*\])?$/;

/** What the runtime announces at the end of this line; a log may have written something before it. */
export function deadlockIn(line: string): Deadlock {
  if (!line.includes('deadlock')) return undefined;
  const text = line.trimEnd();
  if (ofProcess.test(text)) return 'process';
  return ofBubble.test(text) ? 'bubble' : undefined;
}

/** States in which a goroutine goes on by itself, or by the world outside: no process ends with them in a deadlock. */
const awake = new Set(['running', 'runnable', 'sleep', 'IO wait', 'syscall', 'preempted']);

/** What was announced, unless the goroutines behind it contradict: then it was quoted from elsewhere. */
export function confirmedDeadlock(announced: Deadlock, samples: readonly Sample[]): Deadlock {
  if (announced !== 'process') return announced;
  return samples.some(({ state }) => awake.has(state ?? 'running')) ? undefined : announced;
}
