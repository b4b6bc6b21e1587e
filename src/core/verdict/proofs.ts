/** P1 to P4: what the runtime, the language, or source and dump together prove. A proof ends the discussion. */
import type { Cluster, Evidence } from '../goroutine';
import { isForeign } from '../locate/foreign';
import { countText } from '../report/english';
import { isMain, startedByMain, type Facts } from './facts';
import { idlePatternOf } from './idleCatalogue';
import { sourceProof } from './sourceProof';
import { blockedKinds } from './waits';

export type Proof =
  { readonly verdict: 'proven' | 'idle'; readonly evidence: Evidence } | undefined;

/**
 * The proof for a cluster, `undefined` when there is none. What `main` or one goroutine that `main` or an `init`
 * started does forever is parked on purpose: proven to stay, and idle.
 */
export function proofOf(facts: Facts): Proof {
  const { cluster } = facts;
  const ended = deadlocked(facts);
  if (ended) return { verdict: 'proven', evidence: ended };
  const evidence = evidenceOf(cluster);
  if (evidence === undefined) {
    const bySource = sourceProof(facts);
    return bySource && { verdict: 'proven', evidence: bySource };
  }
  const pattern = idlePatternOf(cluster);
  if (pattern?.parksForever) return { verdict: 'idle', evidence: idle(pattern.reason) };
  if (!parkedOnPurpose(cluster) && !waitsForNoContext(facts))
    return { verdict: 'proven', evidence };
  return { verdict: 'idle', evidence: idle('idle.parked') };
}

/**
 * A program that the runtime ended in a deadlock: nobody could wake these goroutines, `main` neither. What libraries keep
 * parked in the background is in the dump too, and is not why.
 */
function deadlocked({ cluster, deadlock }: Facts): Evidence | undefined {
  if (deadlock === undefined || !blockedKinds.has(cluster.kind) || idlePatternOf(cluster))
    return undefined;
  if (deadlock === 'bubble' && (cluster.durable ?? 0) < cluster.count) return undefined;
  return proof('P1', { id: `P1.deadlock.${deadlock}`, args: [] });
}

function idle(id: string): Evidence {
  return { kind: 'idle', text: { id, args: [] }, points: undefined };
}

function evidenceOf(cluster: Cluster): Evidence | undefined {
  const { count, kind, leaked } = cluster;
  if (leaked > 0) return proof('P1', countText('P1', count, [leaked, count]));
  if (kind === 'send-nil') return proof('P2', { id: 'P2.send', args: [] });
  if (kind === 'recv-nil') return proof('P2', { id: 'P2.recv', args: [] });
  if (kind === 'select-none') return proof('P3', { id: 'P3', args: [count] });
  return undefined;
}

/**
 * Libraries wait for the end of a context that has none, which is a nil channel: a goroutine that lives as long as the process.
 */
function waitsForNoContext({ cluster, libraryOnly }: Facts): boolean {
  if (cluster.kind !== 'recv-nil' || cluster.leaked > 0) return false;
  const frames = cluster.createdBy ? [...cluster.frames, cluster.createdBy] : cluster.frames;
  return libraryOnly || frames.every(isForeign);
}

function parkedOnPurpose(cluster: Cluster): boolean {
  if (isMain(cluster)) return true;
  if (cluster.count > 1) return false;
  // A sample without any frame is main in `select {}`.
  if (cluster.kind === 'select-none' || cluster.frames.length === 0) return true;
  return startedByMain(cluster);
}

function proof(kind: string, text: Evidence['text']): Evidence {
  return { kind, text, points: undefined };
}
