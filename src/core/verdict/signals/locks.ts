import type { Cluster, Frame, Place } from '../../goroutine';
import { parseSymbol } from '../../symbol';
import { heldAt, type LockUse } from '../lockUses';
import { frameKey } from '../sourceIndex';
import { lockKinds, workingKinds } from '../waits';
import { weight } from '../weights';
import type { Signal, SignalOf } from '../facts';

const w = weight.lock;

/** K: who holds the lock, by the code that its stack stands in. */
export const locks: SignalOf = ({ cluster, index, anchor, anchorFrame, around }) => {
  if (!lockKinds.has(cluster.kind) || !index || !anchor || anchorFrame === undefined) return [];
  const uses = index.lockUsesAt(anchor);
  if (!uses || uses.length === 0) return [];
  const own = holding(cluster, uses, anchorFrame);
  if (own) return [signal('K.self', own, w.self)];
  const holders = around.clusters.flatMap(other => {
    const held = other === cluster ? undefined : holding(other, uses, 0);
    return held ? [{ other, held }] : [];
  });
  const working = holders.find(({ other }) => workingKinds.has(other.kind));
  if (working) return [signal('K.working', working.held, w.working)];
  const [first] = holders;
  if (first) return [signal('K.holder', first.held, w.holder)];
  return [{ kind: 'K', text: { id: 'K.gone', args: [] }, points: w.gone }];
};

interface Held {
  readonly frame: Frame;
  readonly place: Place;
}

/** The innermost frame from `from` on that stands where the lock is held. */
function holding(cluster: Cluster, uses: readonly LockUse[], from: number): Held | undefined {
  for (const frame of cluster.frames.slice(from)) {
    if (frame.line === undefined) continue;
    const key = frameKey(frame);
    const { closure } = parseSymbol(frame.func);
    for (const use of uses) {
      if (use.code !== key || !endsAlike(use.file, frame.file)) continue;
      const place = heldAt(use, frame.line, closure);
      if (place) return { frame, place };
    }
  }
  return undefined;
}

/** Printed and local paths differ in front; the name of the file is the same. */
function endsAlike(local: string, printed: string | undefined): boolean {
  return local.replace(/^.*[/\\]/, '') === printed?.replace(/^.*[/\\]/, '');
}

function signal(id: string, { frame, place }: Held, points: number): Signal {
  const { name } = parseSymbol(frame.func);
  return {
    kind: 'K',
    text: { id, args: [name, place.line] },
    points,
    related: [{ role: 'cause', ...place, func: frame.func }],
  };
}
