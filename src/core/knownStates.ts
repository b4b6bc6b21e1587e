/**
 * What goroutines of counts alone wait for, as full stacks of another capture tell it: debug=1 prints neither state nor creator,
 * and the same stack stands on the same operation, whenever it is looked at.
 */
import type { Capture } from './analyze';
import { signatureOf } from './cluster';
import type { Cluster, WaitKind } from './goroutine';
import { StackIndex } from './stackIndex';

/**
 * Kinds that debug=1 leaves open, and what each may turn out to be. A nil channel and `select {}` are proofs, and the same line may
 * have had one then and another now: they are told only of what the runtime has proven anyway, where they may be an excuse.
 */
const openKinds: Partial<Record<WaitKind, readonly WaitKind[]>> = {
  chan: ['send', 'recv'],
  'select-any': ['select'],
};
const provenKinds: typeof openKinds = {
  chan: ['send', 'recv', 'send-nil', 'recv-nil'],
  'select-any': ['select', 'select-none'],
};

/** The captures, with states where another of them prints one for the same stack. */
export function withKnownStates(captures: readonly Capture[]): readonly Capture[] {
  if (!captures.some(({ clusters }) => clusters.some(isOpen))) return captures;
  const known = captures.flatMap(({ clusters }) => clusters.filter(one => one.state !== undefined));
  if (known.length === 0) return captures;
  const index = new StackIndex(known);
  return captures.map(capture => ({ ...capture, clusters: told(capture.clusters, index) }));
}

function isOpen({ kind, state }: Cluster): boolean {
  return state === undefined && openKinds[kind] !== undefined;
}

function told(clusters: readonly Cluster[], index: StackIndex): Cluster[] {
  const taken = new Set(clusters.map(({ signature }) => signature));
  return clusters.map(cluster => {
    const more = isOpen(cluster) ? filled(cluster, index.find(cluster.frames)) : cluster;
    if (more === cluster) return cluster;
    // Two stacks that were cut may look like one: each keeps an identity of its own.
    if (taken.has(more.signature)) return { ...more, signature: cluster.signature };
    taken.add(more.signature);
    return more;
  });
}

function filled(cluster: Cluster, found: readonly Cluster[]): Cluster {
  const [first] = found;
  const kinds = cluster.leaked > 0 ? provenKinds : openKinds;
  if (!first || !kinds[cluster.kind]?.includes(first.kind)) return cluster;
  if (found.some(({ kind }) => kind !== first.kind)) return cluster;
  const { kind, state } = first;
  const sameCreator = found.every(({ createdBy }) => createdBy?.func === first.createdBy?.func);
  const createdBy = sameCreator ? first.createdBy : undefined;
  const signature = signatureOf(kind, cluster.frames, createdBy?.func);
  return { ...cluster, signature, kind, state, stateInferred: true, createdBy };
}
