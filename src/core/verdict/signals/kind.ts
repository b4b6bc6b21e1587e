import type { WaitKind } from '../../goroutine';
import { countText } from '../../report/english';
import { weight } from '../weights';
import type { Facts, Signal, SignalOf } from '../facts';

const lockKinds: ReadonlySet<WaitKind> = new Set(['mutex', 'rlock', 'wlock', 'sema']);
const busyTexts: Partial<Record<WaitKind, string>> = {
  io: 'C.io',
  sleep: 'C.sleep',
  syscall: 'C.syscall',
  running: 'C.running',
};

/** C: what the goroutines wait for. The state alone never decides: most leaks are not sends. */
export const kind: SignalOf = facts => {
  const { cluster } = facts;
  const busy = busyTexts[cluster.kind];
  if (busy !== undefined)
    return [{ kind: 'C', text: { id: busy, args: [] }, points: weight.kind.busy, cap: 'suspect' }];
  if (lockKinds.has(cluster.kind)) return lock(facts);
  if (cluster.kind === 'send') return [plain('C.send', weight.kind.send)];
  if (cluster.kind === 'waitgroup') return [plain('C.waitgroup', weight.kind.waitgroup)];
  if (cluster.kind === 'recv') return [plain('C.recv', weight.kind.recv)];
  return [];
};

function lock({ cluster }: Facts): Signal[] {
  const waited = (cluster.waitMinutes?.max ?? 0) >= weight.kind.lockMinutes;
  if (!waited || cluster.count < weight.kind.lockWaiters) return [];
  const [most] = cluster.lockAddresses;
  const text = most
    ? countText('C.lock', most[1], [most[1], most[0]])
    : countText('C.lock.any', cluster.count, [cluster.count]);
  return [{ kind: 'C', text, points: weight.kind.lock, strong: true }];
}

function plain(id: string, points: number): Signal {
  return { kind: 'C', text: { id, args: [] }, points };
}
