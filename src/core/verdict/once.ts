/** Who waits for a sync.Once, and who runs its function: both stand in the same call of `Do`. Needs no source. */
import type { Cluster, Frame } from '../goroutine';

/** The slow path of `Once.Do`: it holds the lock of the Once while the function runs (sync/once.go, every version). */
const doSlow = 'sync.(*Once).doSlow';

export interface OnceWait {
  /** The call of `Do`. */
  readonly call: Frame;
  /** The function that this very Once runs has called it again: the same call is on the stack twice. */
  readonly runsItself: boolean;
  /** Others that run the function. */
  readonly runners: readonly Cluster[];
  /** Clusters that run the function of any Once, beside this one: none of them, and nobody else can hold this one's lock. */
  readonly others: number;
}

/** `undefined`: these goroutines do not wait for a Once. */
export function onceWaitOf(cluster: Cluster, clusters: readonly Cluster[]): OnceWait | undefined {
  const { kind, frames, siteIndex } = cluster;
  const call = frames[siteIndex ?? -1];
  const waits = frames.slice(0, siteIndex).some(({ func }) => func === doSlow);
  if (kind !== 'mutex' || !call || !waits) return undefined;
  const runners = clusters.filter(other => runs(other, call));
  const others = clusters.filter(other => other !== cluster && runsAny(other)).length;
  return {
    call,
    runsItself: runners.includes(cluster),
    runners: runners.filter(other => other !== cluster),
    others,
  };
}

function runsAny({ frames, siteIndex = 0 }: Cluster): boolean {
  return frames.some(({ func }, at) => func === doSlow && at > siteIndex);
}

/** Stands inside the function that this call of `Do` runs. */
function runs({ frames, siteIndex = 0 }: Cluster, call: Frame): boolean {
  return frames.some((frame, at) => {
    if (frame.func !== doSlow || at <= siteIndex) return false;
    const caller = frames.slice(at).find(({ func }) => !func.startsWith('sync.'));
    return caller?.func === call.func && caller.line === call.line;
  });
}
