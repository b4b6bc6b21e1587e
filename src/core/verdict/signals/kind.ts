import type { WaitKind } from '../../goroutine';
import { countText } from '../../report/english';
import { queueStands } from '../abandoned';
import { isServed } from './partner';
import { weight } from '../weights';
import type { Facts, Signal, SignalOf } from '../facts';

const waitingForLock: ReadonlySet<WaitKind> = new Set(['mutex', 'rlock', 'wlock', 'sema']);
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
  if (waitingForLock.has(cluster.kind)) return [lock(facts)];
  if (cluster.kind === 'send')
    return isServed(facts)
      ? [plain('C.send.served', weight.kind.sendServed)]
      : [plain('C.send', weight.kind.send)];
  if (cluster.kind === 'waitgroup') return [plain('C.waitgroup', weight.kind.waitgroup)];
  if (cluster.kind === 'recv') return [plain('C.recv', weight.kind.recv)];
  if (cluster.kind === 'coroutine') return [plain('C.coroutine', weight.kind.recv)];
  return [];
};

/** Minutes may be two too many: a lock that is held for seconds must not decide. */
function lock(facts: Facts): Signal {
  const { cluster, cohort } = facts;
  const minutes = cluster.waitMinutes?.max ?? 0;
  if (minutes < weight.kind.lockMinutes)
    return queueStands(facts)
      ? plain('C.lock.stands', weight.kind.lock)
      : plain('C.lock.young', weight.kind.lockYoung);
  if (cluster.count < weight.kind.lockWaiters) {
    const long = minutes >= weight.kind.lockDecisiveMinutes;
    return plain('C.lock.one', long ? weight.kind.lock : weight.kind.waitgroup);
  }
  const [most] = cluster.lockAddresses;
  const text =
    most && most[1] > 1
      ? countText('C.lock', most[1], [most[1], most[0]])
      : countText('C.lock.any', cluster.count, [cluster.count]);
  const served = (cohort?.population?.deaths ?? 0) > 0;
  const strong = minutes >= weight.kind.lockDecisiveMinutes && !served && cluster.kind !== 'sema';
  return { kind: 'C', text, points: weight.kind.lock, strong };
}

function plain(id: string, points: number): Signal {
  return { kind: 'C', text: { id, args: [] }, points };
}
