/** Whether goroutines that are blocked may still be served by somebody that the dump shows. */
import { weight } from './weights';
import type { Facts } from './facts';

/**
 * In one capture age and number do not tell a leak from a queue that moves slowly. Others of the same path that are further
 * on were served; a parent that is alive may be the one that serves.
 */
export function mayBeServed({ cluster, around, cohort }: Facts): boolean {
  if (around.passed(cluster)) return true;
  const { population, leavingRank } = cohort ?? {};
  if (population && leavingRank !== undefined && population.deaths > 0)
    return leavingRank < weight.cohort.movingRank;
  const gone = around.parentsGone(cluster);
  return gone !== undefined && 100 * gone < weight.orphans.percent;
}
