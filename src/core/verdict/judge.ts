/** Clusters → findings: proofs first, then signals that add up, then the caps. One finding for each cluster. */
import type { Cluster, Evidence, Finding, IgnoreRule, RuleId, Verdict } from '../goroutine';
import type { Location } from '../locate/locate';
import type { Facts, Signal, SignalOf } from './facts';
import { messageOf } from './message';
import { proofOf } from './proofs';
import { age } from './signals/age';
import { creation } from './signals/creation';
import { idle } from './signals/idle';
import { kind } from './signals/kind';
import { orphans } from './signals/orphans';
import { size } from './signals/size';
import { threshold } from './weights';

export interface JudgeInput {
  readonly clusters: readonly Cluster[];
  /** Goroutines of the whole dump. */
  readonly total: number;
  /** By signature; empty when there is no source. */
  readonly locations: ReadonlyMap<string, Location>;
  readonly ignore?: readonly IgnoreRule[];
}

/** The signals of the model, in the order in which their evidence is shown. */
const signals: readonly SignalOf[] = [idle, age, kind, size, creation, orphans];

/** Exactly one finding for each cluster, ordered proven, likely, suspect, unknown, idle, and by count inside. */
export function judge(input: JudgeInput): Finding[] {
  const isPresent = presence(input.clusters);
  const findings = input.clusters.map(cluster => {
    const location = input.locations.get(cluster.signature);
    return judgeCluster(cluster, location, {
      cluster,
      total: input.total,
      site: cluster.frames[cluster.siteIndex ?? -1],
      libraryOnly: location?.anchorReason === 'not your code',
      isPresent,
    });
  });
  const counts = new Map(input.clusters.map(cluster => [cluster.signature, cluster.count]));
  const count = (finding: Finding) => counts.get(finding.clusterSignature) ?? 0;
  return findings.sort(
    (a, b) =>
      order.indexOf(a.verdict) - order.indexOf(b.verdict) ||
      count(b) - count(a) ||
      (a.clusterSignature < b.clusterSignature ? -1 : 1),
  );
}

const order: readonly Verdict[] = ['proven', 'likely', 'suspect', 'unknown', 'idle'];

function judgeCluster(cluster: Cluster, location: Location | undefined, facts: Facts): Finding {
  const proof = proofOf(cluster);
  const found = proof ? [] : signals.flatMap(signal => signal(facts));
  const points = found.reduce((sum, signal) => sum + (signal.points ?? 0), 0);
  const verdict = proof?.verdict ?? verdictOf(found, points, facts);
  const evidence: Evidence[] = proof ? [proof.evidence] : found.map(shown);
  if (facts.libraryOnly && verdict !== 'idle' && !proof)
    evidence.push({ kind: 'library', text: { id: 'library', args: [] }, points: undefined });
  const related = location?.related ?? [];
  return {
    rule: ruleOf(verdict, proof !== undefined, found),
    verdict,
    clusterSignature: cluster.signature,
    message: messageOf(cluster, verdict, related),
    evidence,
    points,
    anchor: location?.anchor,
    anchorReason: location?.anchorReason ?? 'no file',
    anchorFrame: location?.anchorFrame,
    related,
  };
}

function verdictOf(found: readonly Signal[], points: number, facts: Facts): Verdict {
  if (found.some(signal => signal.cap === 'idle')) return 'idle';
  if (points < threshold.suspect) return 'unknown';
  const decisive = found.some(signal => signal.strong);
  const capped = facts.libraryOnly || found.some(signal => signal.cap === 'suspect');
  return points >= threshold.likely && decisive && !capped ? 'likely' : 'suspect';
}

function ruleOf(verdict: Verdict, proven: boolean, found: readonly Signal[]): RuleId {
  if (verdict === 'idle') return 'idle';
  if (verdict === 'unknown') return 'unclassified';
  if (proven) return 'leak-confirmed';
  return found.some(signal => signal.kind === 'B') ? 'blocked-long' : 'blocked-many';
}

function shown({ kind: signal, text, points }: Signal): Evidence {
  return { kind: signal === 'H' ? 'idle' : signal, text, points };
}

/** Is a goroutine id in the dump? Sorted once, at the first question. */
function presence(clusters: readonly Cluster[]): (id: number) => boolean {
  let sorted: Float64Array | undefined;
  return id => {
    sorted ??= sortedIds(clusters);
    let low = 0;
    let high = sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const value = sorted[middle] ?? 0;
      if (value === id) return true;
      if (value < id) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  };
}

function sortedIds(clusters: readonly Cluster[]): Float64Array {
  const all = new Float64Array(clusters.reduce((sum, cluster) => sum + cluster.ids.length, 0));
  let at = 0;
  for (const cluster of clusters) {
    all.set(cluster.ids, at);
    at += cluster.ids.length;
  }
  return all.sort();
}
