/** What changed between the oldest and the newest capture, for a person: the largest first. */
import type { Analysis, Change, Cluster } from '../goroutine';
import { operationOf } from '../verdict/message';
import { escapeControls } from './hostile';
import { numberOf } from './textOptions';
import type { TextOptions } from './textOptions';

const listed = 20;
const listedCaptures = 8;

/** Empty where only one capture was analysed. */
export function changeLines(
  { changes }: Analysis,
  clusters: ReadonlyMap<string, Cluster>,
  options: TextOptions,
): string[] {
  if (!changes) return [];
  const { translate: t } = options;
  const changed = changes.filter(({ kind }) => kind !== 'same');
  const shown = changed.slice(0, listed);
  const width = Math.max(0, ...shown.map(change => countsOf(change, options).length));
  const lines = shown.map(
    change =>
      `  ${countsOf(change, options).padStart(width)}  ${t(change.kind)}  ${nameOf(change, clusters)}`,
  );
  const more = changed.length - shown.length;
  return [
    t('Changes: {0}', summaryOf(changes, options)),
    ...lines,
    ...(more > 0 ? [`  ${t('{0} more', numberOf(more, options))}`] : []),
  ];
}

/** What a watch saw, in one line: `402 → 688 → … → 2,027`. */
export function captureLines(options: TextOptions): string[] {
  const { captures, translate: t } = options;
  const [first] = captures ?? [];
  const last = captures?.at(-1);
  if (!captures || !first || !last) return [];
  const totals = captures.map(({ total }) => numberOf(total, options));
  const shown =
    totals.length <= listedCaptures
      ? totals
      : [...totals.slice(0, listedCaptures / 2), '…', ...totals.slice(-listedCaptures / 2)];
  const seconds = Math.round((last.atMs - first.atMs) / 1000);
  return [
    t(
      '{0} captures in {1} s: {2}',
      numberOf(captures.length, options),
      numberOf(seconds, options),
      shown.join(' → '),
    ),
  ];
}

/** `1 grown, 2 new, 9 same`. */
function summaryOf(changes: readonly Change[], options: TextOptions): string {
  const kinds = ['new', 'grown', 'shrunk', 'gone', 'same'] as const;
  return kinds
    .map(kind => ({ kind, count: changes.filter(change => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${numberOf(count, options)} ${options.translate(kind)}`)
    .join(', ');
}

function countsOf({ before, after }: Change, options: TextOptions): string {
  return `${numberOf(before, options)} → ${numberOf(after, options)}`;
}

/** What is gone has no cluster in the newest capture: its signature holds the wait and the function. */
function nameOf({ signature }: Change, clusters: ReadonlyMap<string, Cluster>): string {
  const cluster = clusters.get(signature);
  const site = cluster?.frames[cluster.siteIndex ?? 0];
  return escapeControls(
    cluster && site ? `${operationOf(cluster)} ${site.func}` : signature.replace(/ \S+$/, ''),
  );
}
