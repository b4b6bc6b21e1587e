/** Clusters → findings: proofs first, then signals that add up, then the caps. One finding for each cluster. */
import type { CohortFacts } from '../cohort/cohorts';
import type {
  Cluster,
  Evidence,
  Finding,
  IgnoreRule,
  RelatedPlace,
  RuleId,
  Snapshot,
  Verdict,
} from '../goroutine';
import type { SourceReader } from '../lint/sourceFacts';
import type { Location } from '../locate/locate';
import type { SourcePort } from '../locate/port';
import type { Facts, Signal, SignalOf } from './facts';
import { ignoredBy } from './ignore';
import { messageOf } from './message';
import { proofOf } from './proofs';
import { retainedBy } from './retained';
import { age } from './signals/age';
import { children } from './signals/children';
import { afterTest } from './signals/afterTest';
import { cohort } from './signals/cohort';
import { creation } from './signals/creation';
import { idle } from './signals/idle';
import { kind } from './signals/kind';
import { locks } from './signals/locks';
import { orphans } from './signals/orphans';
import { partner } from './signals/partner';
import { reachable } from './signals/reachable';
import { rules } from './signals/rules';
import { size } from './signals/size';
import { wakes } from './signals/wakes';
import { openSourceIndex } from './sourceIndex';
import { openLockGraph } from './lockGraph';
import { openLockPointers } from './lockPointers';
import { surroundingsOf } from './surroundings';
import { lockKinds } from './waits';
import { threshold } from './weights';

export interface JudgeInput {
  readonly clusters: readonly Cluster[];
  readonly snapshot: Pick<
    Snapshot,
    'total' | 'read' | 'truncated' | 'deadlock' | 'listedAfterTest'
  >;
  /** By signature; empty when there is no source. */
  readonly locations: ReadonlyMap<string, Location>;
  /** By signature; empty for a single capture. */
  readonly cohorts?: ReadonlyMap<string, CohortFacts>;
  readonly source: SourcePort | undefined;
  readonly factsOf?: SourceReader['factsOf'];
  readonly ignore?: readonly IgnoreRule[];
  readonly leakProfileTaken?: boolean;
  readonly stackInUseBytes?: number;
  readonly heapGrowth?: number | undefined;
}

/** The signals of the model, in the order in which their evidence is shown. */
const signals: readonly SignalOf[] = [
  idle,
  cohort,
  afterTest,
  age,
  kind,
  size,
  creation,
  rules,
  wakes,
  orphans,
  partner,
  children,
  locks,
  reachable,
];

/** Exactly one finding for each cluster, ordered proven, likely, suspect, unknown, idle, and by rank inside. */
export function judge(input: JudgeInput): Finding[] {
  const leaks = new Set<Cluster>();
  const factsOf = openFacts(input, leaks);
  const judged = (cluster: Cluster) => {
    const location = input.locations.get(cluster.signature);
    return judgeCluster(factsOf(cluster, location), location, input);
  };
  const first = input.clusters.map(cluster => ({ cluster, finding: judged(cluster) }));
  for (const { cluster, finding } of first) if (isLeak(finding)) leaks.add(cluster);
  // Who waits for a lock that a leak holds is judged once more.
  const findings = first.map(({ cluster, finding }) =>
    leaks.size > 0 && lockKinds.has(cluster.kind) && !leaks.has(cluster)
      ? judged(cluster)
      : finding,
  );
  return findings.sort(
    (a, b) =>
      order.indexOf(a.verdict) - order.indexOf(b.verdict) ||
      rankOf(b) - rankOf(a) ||
      (a.clusterSignature < b.clusterSignature ? -1 : 1),
  );
}

function isLeak({ verdict }: Finding): boolean {
  return verdict === 'proven' || verdict === 'likely';
}

const order: readonly Verdict[] = ['proven', 'likely', 'suspect', 'unknown', 'idle'];

/** Retained bytes grow with the count: what costs most comes first. */
function rankOf({ retained }: Finding): number {
  return retained?.mostBytes ?? retained?.bytes ?? 0;
}

/** `leaks` is read with each question: it may grow in between. */
function openFacts(
  input: JudgeInput,
  leaks: ReadonlySet<Cluster>,
): (cluster: Cluster, location: Location | undefined) => Facts {
  const around = surroundingsOf(input.clusters);
  const index = input.source && openSourceIndex(input.source);
  const lockGraph = openLockGraph(input.clusters, input.locations, index);
  const lockPointers = openLockPointers(input.clusters);
  const cohortOf = ({ signature }: Cluster) => input.cohorts?.get(signature);
  const { total, read, truncated, deadlock, listedAfterTest = false } = input.snapshot;
  return (cluster, location) => ({
    cluster,
    total,
    deadlock,
    afterTest: listedAfterTest,
    complete: !truncated && read === total,
    site: cluster.frames[cluster.siteIndex ?? -1],
    libraryOnly: location?.anchorReason === 'not your code',
    around,
    source: location && input.factsOf?.(cluster, location, input),
    cohort: cohortOf(cluster),
    cohortOf,
    lockGraph,
    lockPointers,
    isLeak: other => leaks.has(other),
    leakProfileTaken: input.leakProfileTaken ?? false,
    anchor: location?.anchor,
    anchorFrame: location?.anchorFrame,
    anchorReason: location?.anchorReason ?? 'no file',
  });
}

function judgeCluster(facts: Facts, location: Location | undefined, input: JudgeInput): Finding {
  const { cluster } = facts;
  const proof = proofOf(facts);
  const found = proof ? causesOf(facts) : signals.flatMap(signal => signal(facts));
  const points = proof ? 0 : found.reduce((sum, signal) => sum + (signal.points ?? 0), 0);
  const verdict = proof?.verdict ?? verdictOf(found, points, facts);
  const rule = ruleOf(verdict, proof !== undefined, found);
  const related = relatedOf(location?.related ?? [], found);
  const hiddenBy = hiddenOf(facts, input.ignore);
  const seen = publicCohort(facts.cohort);
  const evidence = [
    ...(proof ? [proof.evidence] : []),
    ...found.map(shown),
    ...library(facts, verdict),
  ];
  return {
    rule,
    verdict,
    clusterSignature: cluster.signature,
    message: messageOf(cluster, {
      verdict,
      rule,
      related,
      evidence,
      ...(seen && { cohort: seen }),
    }),
    evidence,
    points,
    anchor: location?.anchor,
    anchorReason: location?.anchorReason ?? 'no file',
    anchorFrame: location?.anchorFrame,
    related,
    ...(hiddenBy && { hidden: hiddenBy }),
    retained: retainedBy(cluster, facts.cohort, {
      total: facts.total,
      stackInUseBytes: input.stackInUseBytes,
      heapGrowth: input.heapGrowth,
    }),
    ...(seen && { cohort: seen }),
  };
}

/** A proof needs no points, but the reader wants to know why. */
function causesOf(facts: Facts): Signal[] {
  const holders = locks(facts).filter(({ points = 0 }) => points > 0);
  return [...rules(facts), ...holders].map(signal => ({ ...signal, points: undefined }));
}

function library({ libraryOnly }: Facts, verdict: Verdict): Evidence[] {
  if (!libraryOnly || verdict === 'idle' || verdict === 'proven') return [];
  return [{ kind: 'library', text: { id: 'library', args: [] }, points: undefined }];
}

function hiddenOf(
  { cluster, anchor, source }: Facts,
  list: readonly IgnoreRule[] = [],
): Finding['hidden'] {
  const rule = ignoredBy(list, cluster, anchor);
  if (rule) return { by: rule.by, reason: rule.reason };
  const excused = source?.excused;
  return excused && { by: excused.comment, reason: excused.reason };
}

function publicCohort(facts: CohortFacts | undefined): Finding['cohort'] {
  if (!facts) return undefined;
  const { counts, population, spanMinutes, slopePerMinute, byFileTime } = facts;
  return { counts, population, spanMinutes, slopePerMinute, byFileTime };
}

function relatedOf(placed: readonly RelatedPlace[], found: readonly Signal[]): RelatedPlace[] {
  // Two signals may explain the wait by one line.
  const all = [...placed, ...found.flatMap(signal => signal.related ?? [])];
  return [...new Map(all.map(one => [`${one.role} ${one.file}:${one.line}`, one])).values()];
}

function verdictOf(found: readonly Signal[], points: number, facts: Facts): Verdict {
  if (found.some(signal => signal.cap === 'idle')) return 'idle';
  if (found.some(signal => signal.floor === 'suspect')) return 'suspect';
  if (points < threshold.suspect) return 'unknown';
  const decisive = found.filter(signal => signal.strong);
  const grows = decisive.some(signal => signal.kind === 'A');
  const capped = (facts.libraryOnly && !grows) || found.some(signal => signal.cap === 'suspect');
  return points >= threshold.likely && decisive.length > 0 && !capped ? 'likely' : 'suspect';
}

function ruleOf(verdict: Verdict, proven: boolean, found: readonly Signal[]): RuleId {
  if (verdict === 'idle') return 'idle';
  if (verdict === 'unknown') return 'unclassified';
  if (proven) return 'leak-confirmed';
  if (found.some(signal => signal.kind === 'A' && signal.strong)) return 'leak-growing';
  const aged = found.some(signal => signal.kind === 'B' && (signal.points ?? 0) > 0);
  return aged ? 'blocked-long' : 'blocked-many';
}

function shown({ kind: signal, text, points }: Signal): Evidence {
  return { kind: signal === 'H' ? 'idle' : signal, text, points };
}
