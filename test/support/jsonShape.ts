/** The JSON of the command line, key by key: a key that is not described here fails. */
import assert from 'node:assert/strict';
import * as v from 'valibot';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = v.pipe(v.number(), v.integer(), v.minValue(1));
const some = v.pipe(v.string(), v.minLength(1));

const frame = v.strictObject({ func: some, file: v.nullable(some), line: v.nullable(line) });
const place = v.strictObject({ file: some, line });

const cluster = v.strictObject({
  signature: some,
  count: v.pipe(whole, v.minValue(1)),
  state: v.nullable(some),
  stateInferred: v.boolean(),
  waitMinutes: v.nullable(v.strictObject({ min: whole, max: whole })),
  site: v.nullable(frame),
  createdBy: v.nullable(frame),
  createdByInferred: v.boolean(),
  frames: v.array(frame),
  ids: v.pipe(v.array(whole), v.maxLength(100)),
  parents: v.pipe(v.array(whole), v.maxLength(100)),
  parentCount: whole,
  leaked: whole,
  locked: whole,
  framesElided: whole,
  labels: v.record(v.string(), v.record(v.string(), v.pipe(whole, v.minValue(1)))),
  disagreements: v.optional(
    v.array(v.strictObject({ profile: some, counted: whole, listed: whole })),
  ),
});

const signal = v.pipe(v.string(), v.regex(/^(?:P[1-4]|[A-K]|idle)$/));

const finding = v.strictObject({
  rule: v.picklist([
    'leak-confirmed',
    'leak-growing',
    'blocked-long',
    'blocked-many',
    'idle',
    'unclassified',
  ]),
  verdict: v.picklist(['proven', 'likely', 'suspect', 'idle', 'unknown']),
  message: some,
  evidence: v.array(
    v.strictObject({
      kind: signal,
      text: some,
      points: v.optional(v.pipe(v.number(), v.integer())),
    }),
  ),
  clusterSignature: some,
  count: whole,
  anchor: v.nullable(place),
  anchorReason: v.picklist(['exact', 'moved', 'no file', 'source differs', 'not your code']),
  related: v.array(
    v.strictObject({
      role: v.picklist(['createdBy', 'blockedIn', 'cause']),
      file: some,
      line,
      func: v.string(),
    }),
  ),
  cohort: v.optional(
    v.strictObject({
      counts: v.array(whole),
      births: v.optional(whole),
      deaths: v.optional(whole),
      survivors: v.optional(whole),
      minutes: v.nullable(v.number()),
      perMinute: v.nullable(v.number()),
      byFileTime: v.boolean(),
    }),
  ),
  repairs: v.optional(v.array(some)),
  hidden: v.optional(v.strictObject({ by: some, reason: some })),
  retained: v.optional(
    v.strictObject({
      bytes: whole,
      mostBytes: v.nullable(whole),
      basis: some,
      observedBytesEach: v.optional(whole),
    }),
  ),
});

const change = v.strictObject({
  signature: some,
  before: whole,
  after: whole,
  kind: v.picklist(['new', 'grown', 'shrunk', 'gone', 'same']),
  matchedBy: v.picklist(['signature', 'stack', 'function']),
});

const output = v.strictObject({
  total: whole,
  read: whole,
  truncated: v.boolean(),
  snapshots: v.optional(v.array(v.strictObject({ line, total: whole, read: whole }))),
  format: v.nullable(some),
  prefix: v.nullable(some),
  goVersionHint: v.nullable(some),
  clusters: v.array(cluster),
  findings: v.array(finding),
  changes: v.optional(v.array(change)),
  captures: v.optional(
    v.array(
      v.strictObject({ at: v.pipe(v.string(), v.isoTimestamp()), profile: some, total: whole }),
    ),
  ),
  survivors: v.optional(
    v.array(v.strictObject({ signature: some, count: whole, by: v.picklist(['ids', 'counts']) })),
  ),
  problems: v.array(v.strictObject({ line: whole, reason: some, skipped: whole })),
});

export type Output = v.InferOutput<typeof output>;

/** The JSON as it is described; throws with the path of what is not. */
export function parseOutput(text: string): Output {
  const result = v.safeParse(output, JSON.parse(text));
  if (result.success) return result.output;
  assert.fail(result.issues.map(issue => `${v.getDotPath(issue)}: ${issue.message}`).join('\n'));
}

const verdictOrder = ['proven', 'likely', 'suspect', 'unknown', 'idle'];

/** What must hold between the parts of any output. */
export function assertConsistent(output: Output): void {
  const { total, read, clusters, findings, problems, snapshots, changes } = output;
  const sum = (counts: readonly { count: number }[]) =>
    counts.reduce((n, { count }) => n + count, 0);
  assert.equal(sum(clusters), read, 'the counts of the clusters add up to read');
  const lost = problems.reduce((n, { skipped }) => n + skipped, 0);
  assert.equal(lost, total - read, 'what was not read is accounted for');
  const signatures = clusters.map(({ signature }) => signature);
  assert.equal(new Set(signatures).size, signatures.length, 'a signature stands for one cluster');
  const judged = findings.map(({ clusterSignature }) => clusterSignature);
  assert.equal(new Set(judged).size, judged.length, 'a cluster has one finding');
  assert.ok(judged.every(signature => signatures.includes(signature)));
  if (snapshots) {
    assert.equal(
      snapshots.reduce((n, one) => n + one.total, 0),
      total,
    );
    assert.equal(
      snapshots.reduce((n, one) => n + one.read, 0),
      read,
    );
    assert.equal(sum(findings), snapshots.at(-1)?.read);
  } else assert.deepEqual([...judged].sort(), [...signatures].sort());
  const ranks = findings.map(({ verdict }) => verdictOrder.indexOf(verdict));
  assert.deepEqual(ranks, [...ranks].sort(), 'the worst come first');
  clusters.forEach((cluster, index) => assertCluster(cluster, clusters[index - 1]));
  for (const { before, after, kind } of changes ?? []) assert.equal(kind, kindOf(before, after));
}

function assertCluster(
  cluster: Output['clusters'][number],
  last: typeof cluster | undefined,
): void {
  const { site, frames, waitMinutes, ids, parents, parentCount, count, labels } = cluster;
  if (last)
    assert.ok(
      last.count > count || (last.count === count && last.signature < cluster.signature),
      'ordered by count, then signature',
    );
  if (frames.length === 0) assert.equal(site, null);
  else assert.ok(frames.some(frame => JSON.stringify(frame) === JSON.stringify(site)));
  assert.ok(waitMinutes === null || (waitMinutes.min <= waitMinutes.max && waitMinutes.max > 0));
  assert.deepEqual(
    [...ids].sort((a, b) => a - b),
    ids,
  );
  assert.equal(parents.length, Math.min(100, parentCount));
  for (const values of Object.values(labels)) {
    const { '…': rest, ...named } = values;
    assert.ok(Object.keys(named).length <= 50, `${Object.keys(named).length} values, ${rest}`);
  }
}

function kindOf(before: number, after: number): string {
  if (before === 0) return 'new';
  if (after === 0) return 'gone';
  return before === after ? 'same' : before < after ? 'grown' : 'shrunk';
}
