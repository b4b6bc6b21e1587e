/** How much memory blocked goroutines keep: a range, and what it rests on. */
import type { Cluster, Finding } from '../goroutine';
import type { CohortFacts } from '../cohort/cohorts';

/** Stack of 2,048 bytes and 0.5 to 0.7 KB for the goroutine, its wait and the channel: measured, Go 1.19 on linux/amd64. */
export const leastBytesEach = 2600;

export interface MemoryFacts {
  /** Goroutines of the whole process. */
  readonly total: number;
  readonly stackInUseBytes: number | undefined;
  /** Bytes by which the heap grew between the captures. */
  readonly heapGrowth: number | undefined;
}

/** At least the smallest stack for each; at most their share of all stacks, where the process told their size. */
export function retainedBy(
  cluster: Cluster,
  cohort: CohortFacts | undefined,
  { total, stackInUseBytes, heapGrowth }: MemoryFacts,
): NonNullable<Finding['retained']> {
  // Of goroutines that the runtime proves one by one only these are sure to stay.
  const count = cluster.leaked > 0 ? cluster.leaked : cluster.count;
  const bytes = count * leastBytesEach;
  const share = stackInUseBytes !== undefined && total > 0 ? stackInUseBytes / total : undefined;
  const most =
    share !== undefined && share > leastBytesEach ? Math.round(count * share) : undefined;
  const observed = observedEach(cohort, heapGrowth);
  return {
    bytes,
    mostBytes: most,
    basis:
      share === undefined || most === undefined
        ? { id: 'retained.floor', args: [leastBytesEach] }
        : { id: 'retained.stacks', args: [Math.round(share)] },
    ...(observed !== undefined && { observedBytesEach: observed }),
  };
}

/** Growth of the heap for each goroutine that came: an observation, other things grow too. */
function observedEach(
  cohort: CohortFacts | undefined,
  heapGrowth: number | undefined,
): number | undefined {
  const counts = cohort?.counts ?? [];
  const came = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
  if (heapGrowth === undefined || came < 10 || heapGrowth <= 0) return undefined;
  return Math.round(heapGrowth / came);
}
