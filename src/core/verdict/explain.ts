/** A verdict in full: what speaks for and against it, what would overturn it, and what nobody can know from a dump. */
import type { Cluster, Evidence, Finding, Text } from '../goroutine';
import { inReadingOrder } from './readingOrder';
import { repairsOf } from './repairs';
import { lockKinds, passiveKinds, workingKinds } from './waits';

export interface Explanation {
  /** The finding's evidence: proofs and causes first, the number of goroutines last. */
  readonly evidence: readonly Evidence[];
  /** What helps against each cause that the evidence names, the likeliest first. */
  readonly repairs: readonly Text[];
  /** Observations that would change the verdict; each can be made. */
  readonly overturn: readonly Text[];
  /** What neither the dump nor the source can tell. */
  readonly unknowable: readonly Text[];
}

/** Explains one finding. Texts are ids of the English table. */
export function explain(finding: Finding, cluster: Cluster): Explanation {
  return {
    evidence: inReadingOrder(finding.evidence),
    repairs: repairsOf(finding),
    overturn: overturn(finding, cluster).map(text),
    unknowable: unknowable(finding, cluster).map(text),
  };
}

function overturn({ verdict, cohort, evidence }: Finding, { kind }: Cluster): string[] {
  const first = evidence.find(one => one.kind.startsWith('P'));
  const proof = first?.kind;
  if (first?.text.id === 'P1.deadlock.process') return ['overturn.deadlock'];
  if (first?.text.id === 'P1.deadlock.bubble') return ['overturn.deadlock.bubble'];
  if (proof === 'P1') return ['overturn.runtime'];
  if (proof === 'P2' || proof === 'P3') return ['overturn.language'];
  if (proof === 'P4') return ['overturn.source', 'overturn.profile'];
  if (verdict === 'idle') return ['overturn.idle'];
  const more = cohort ? 'overturn.later' : 'overturn.capture';
  if (verdict === 'unknown') return [more, 'overturn.profile.leaks'];
  return [
    more,
    'overturn.profile',
    ...(lockKinds.has(kind) ? ['overturn.lock'] : []),
    ...(passiveKinds.has(kind) ? ['overturn.design'] : []),
  ];
}

function unknowable({ cohort, anchorReason }: Finding, cluster: Cluster): string[] {
  const { waitMinutes, ids, kind, lockAddresses } = cluster;
  return [
    ...(ids.length === 0 ? ['unknowable.counts'] : []),
    ...(ids.length > 0 && !waitMinutes ? ['unknowable.age'] : []),
    ...(waitMinutes ? ['unknowable.minutes'] : []),
    ...(cohort?.population ? ['unknowable.between'] : []),
    ...(anchorReason === 'exact' || anchorReason === 'moved' ? [] : ['unknowable.source']),
    ...(lockKinds.has(kind) && lockAddresses.length > 0 ? ['unknowable.holder'] : []),
    ...(workingKinds.has(kind) ? ['unknowable.peer'] : []),
    'unknowable.memory',
  ];
}

function text(id: string): Text {
  return { id, args: [] };
}
