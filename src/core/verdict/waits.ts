/** Groups of wait kinds that the signals share. */
import type { WaitKind } from '../goroutine';

export const lockKinds: ReadonlySet<WaitKind> = new Set(['mutex', 'rlock', 'wlock']);

/** Waits for work or for news: pools, mailboxes, subscribers and streams rest in them, by the thousand and for hours. */
export const passiveKinds: ReadonlySet<WaitKind> = new Set([
  'recv',
  'select',
  'cond',
  'chan',
  'select-any',
  'waitgroup',
  'sema',
  'coroutine',
  'synctest',
  'unknown',
]);

/** Waits in which a healthy program does not pile up goroutines that never leave. */
export const pilingKinds: ReadonlySet<WaitKind> = new Set(['send', 'mutex', 'rlock', 'wlock']);

/** Does something: another goroutine need not come to its help. */
export const workingKinds: ReadonlySet<WaitKind> = new Set(['running', 'io', 'sleep', 'syscall']);

/** Waits that only another goroutine can end, or nobody. */
export const blockedKinds: ReadonlySet<WaitKind> = new Set([
  'send',
  'recv',
  'send-nil',
  'recv-nil',
  'select',
  'select-none',
  'mutex',
  'rlock',
  'wlock',
  'waitgroup',
  'cond',
  'sema',
  'coroutine',
]);
