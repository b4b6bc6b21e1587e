/** The one sentence of a finding. */
import type { Cluster, Cohort, Finding, RelatedPlace, Text, WaitKind } from '../goroutine';
import { parseSymbol } from '../symbol';
import { countText } from '../report/english';
import { spanText } from '../report/spans';
import { isForeign } from '../locate/foreign';
import { baseName } from '../locate/paths';
import { stateOfKind } from '../waitReason';
import { lockKinds } from './waits';

const confirmedKinds: ReadonlySet<WaitKind> = new Set([
  'send',
  'recv',
  'select',
  'waitgroup',
  'cond',
  'send-nil',
  'recv-nil',
  'select-none',
]);

/**
 * `related` gives the creation site where the source has it now; else it is named as Go printed it. Growth needs the
 * finding's `cohort`.
 */
export function messageOf(
  cluster: Cluster,
  finding: Pick<Finding, 'verdict' | 'rule' | 'related' | 'cohort' | 'evidence'>,
): Text {
  const { verdict, rule, related, cohort } = finding;
  const site = creationLabel(cluster, related);
  if (rule === 'leak-growing' && cohort) return growing(cohort);
  if (verdict === 'proven') return confirmed(cluster, site);
  if (cluster.kind === 'running') return countText('running', cluster.count, [cluster.count]);
  const age = cluster.waitMinutes?.max;
  if (lockKinds.has(cluster.kind) && age !== undefined && verdict !== 'idle') {
    const args = [cluster.count, operationOf(cluster), spanText(age)];
    const held = finding.evidence.find(({ text }) => heldTexts.has(text.id));
    const holder = held?.text.args[0];
    return holder === undefined
      ? countText('blocked.lock', cluster.count, args)
      : countText('blocked.lock.held', cluster.count, [...args, holder]);
  }
  return blockedMessage(cluster, related);
}

/** How many are blocked in what, for how long, and where they were started: what a dump says without judging. */
export function blockedMessage(cluster: Cluster, related: readonly RelatedPlace[]): Text {
  const site = creationLabel(cluster, related);
  const age = cluster.waitMinutes?.max;
  const id = `blocked${age === undefined ? '' : '.age'}${site === undefined ? '' : '.site'}`;
  const args = [cluster.count, operationOf(cluster), spanText(age ?? 0), site ?? ''];
  return countText(id, cluster.count, args);
}

/** Evidence that names the function which holds the lock. */
const heldTexts: ReadonlySet<string> = new Set([
  'K.self',
  'K.self.possible',
  'K.once.self',
  'K.leak',
  'K.still',
  'K.holder',
  'K.working',
]);

/** `40 → 312 → 584`; long series by their ends and their middle. */
function growing({ counts, population }: Cohort): Text {
  const shown = counts.length > 6 ? [...counts.slice(0, 3), '…', ...counts.slice(-2)] : counts;
  const id = population?.deaths === 0 ? 'growing.none' : 'growing';
  return { id, args: [shown, counts.length] };
}

/**
 * What debug=2 calls the wait; debug=1 alone may leave it open. Until Go 1.19 locks, and until 1.23 WaitGroup.Wait, print
 * `semacquire`: the name that newer versions print says more.
 */
export function operationOf({ state, kind }: Cluster): string {
  if (state === 'semacquire') return stateOfKind(kind) ?? state;
  return state ?? openNames[kind] ?? 'an unknown operation';
}

const openNames: Partial<Record<WaitKind, string>> = {
  chan: 'a channel operation',
  'select-any': 'select',
};

function confirmed(cluster: Cluster, site: string | undefined): Text {
  const { kind, leaked } = cluster;
  // The runtime proves single goroutines: others at the same place may still be served.
  const count = leaked > 0 ? leaked : cluster.count;
  const name = lockKinds.has(kind) ? 'lock' : confirmedKinds.has(kind) ? kind : 'other';
  const id = `confirmed.${name}${site === undefined ? '.nosite' : ''}`;
  return countText(id, count, [count, site ?? '', operationOf(cluster)]);
}

/** `processor.go:15`; for a library's file, whose name alone says little, `net/http/server.go:3608`. */
function creationLabel(
  { createdBy }: Cluster,
  related: readonly RelatedPlace[],
): string | undefined {
  const here = related.find(place => place.role === 'createdBy');
  const { file, line } = here ?? createdBy ?? {};
  if (file === undefined || line === undefined) return undefined;
  const name = `${baseName(file)}:${line}`;
  // Where a library's function starts what it is given, the place is the caller's.
  const isItsFile = createdBy?.file !== undefined && baseName(createdBy.file) === baseName(file);
  if (!createdBy || !isItsFile || !isForeign(createdBy)) return name;
  return `${parseSymbol(createdBy.func).importPath}/${name}`;
}
