/** P1 to P3: what the runtime or the language proves. A proof ends the discussion, and says so in its evidence. */
import type { Cluster, Evidence } from '../goroutine';
import { countText } from '../report/english';
import { parseSymbol } from '../symbol';
import { isMain } from './facts';

export type Proof =
  { readonly verdict: 'proven' | 'idle'; readonly evidence: Evidence } | undefined;

/**
 * The proof for a cluster, `undefined` when there is none. What `main` or one goroutine that `main` or an `init`
 * started does forever is parked on purpose: proven to stay, and idle.
 */
export function proofOf(cluster: Cluster): Proof {
  const evidence = evidenceOf(cluster);
  if (evidence === undefined) return undefined;
  if (!parkedOnPurpose(cluster)) return { verdict: 'proven', evidence };
  return {
    verdict: 'idle',
    evidence: { kind: 'idle', text: { id: 'idle.parked', args: [] }, points: undefined },
  };
}

function evidenceOf(cluster: Cluster): Evidence | undefined {
  const { count, kind, leaked } = cluster;
  if (leaked > 0) return proof('P1', countText('P1', count, [leaked, count]));
  if (kind === 'send-nil') return proof('P2', { id: 'P2.send', args: [] });
  if (kind === 'recv-nil') return proof('P2', { id: 'P2.recv', args: [] });
  if (kind === 'select-none') return proof('P3', { id: 'P3', args: [count] });
  return undefined;
}

function parkedOnPurpose(cluster: Cluster): boolean {
  if (isMain(cluster)) return true;
  if (cluster.count > 1) return false;
  if (cluster.kind === 'select-none') return true;
  const creator = cluster.createdBy?.func;
  if (creator === undefined) return false;
  const { closure, name, packageName } = parseSymbol(creator);
  return !closure && (name === 'init' || (packageName === 'main' && name === 'main'));
}

function proof(kind: string, text: Evidence['text']): Evidence {
  return { kind, text, points: undefined };
}
