/** The Analysis for a person at a terminal: at most 100 columns where the names allow, useful in a file too. */
import type { Analysis, Cluster, Finding, Verdict } from '../goroutine';
import { escapeControls } from './hostile';
import { captureLines, changeLines } from './textChanges';
import { survivorLines } from './textSurvivors';
import { findingLines, fixedLines } from './textFinding';
import {
  clusterName,
  goroutines,
  goroutinesIn,
  howMany,
  numberOf,
  sentenceOf,
} from './textOptions';
import type { TextOptions } from './textOptions';
import { wrapped, wrappedList } from './wrap';

export type { TextOptions } from './textOptions';

const shownVerdicts: ReadonlySet<Verdict> = new Set(['proven', 'likely', 'suspect']);

/** The whole report, ending with a line feed. */
export function toText(analysis: Analysis, options: TextOptions): string {
  const clusters = new Map(
    (analysis.newest ?? analysis.clusters).map(cluster => [cluster.signature, cluster]),
  );
  const changes = new Map(analysis.changes?.map(change => [change.signature, change]));
  const shown = analysis.findings.filter(isShown);
  const sections = [
    [headline(analysis, options), ...dumpsLine(analysis, options), ...captureLines(options)],
    survivorLines(analysis, clusters, options),
    ...shown.map(finding => {
      const cluster = clusters.get(finding.clusterSignature);
      const change = changes.get(finding.clusterSignature);
      return cluster ? findingLines(finding, cluster, change, options) : [];
    }),
    ...(analysis.findings.every(({ verdict }) => !shownVerdicts.has(verdict))
      ? [nothingFound(analysis, clusters, options)]
      : []),
    ...(options.fixed ?? []).map(fixed => fixedLines(fixed, options)),
    changeLines(analysis, clusters, options),
    quietLines(analysis, clusters, options),
    problemLines(analysis, options),
  ];
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

function isShown({ verdict, hidden }: Finding): boolean {
  return hidden === undefined && shownVerdicts.has(verdict);
}

function headline({ snapshot, clusters }: Analysis, options: TextOptions): string {
  const { translate: t } = options;
  const total = numberOf(snapshot.total, options);
  const read = numberOf(snapshot.read, options);
  const atLeast = snapshot.truncated ? t('at least {0}', total) : total;
  const parts = [
    snapshot.total === 1
      ? t('{0} goroutine ({1} read)', atLeast, read)
      : t('{0} goroutines ({1} read)', atLeast, read),
    snapshot.format ?? t('unknown format'),
    ...(snapshot.goVersionHint === undefined ? [] : [`go ${snapshot.goVersionHint}`]),
    clusters.length === 1 ? t('1 cluster') : t('{0} clusters', numberOf(clusters.length, options)),
  ];
  return options.paint('bold', escapeControls(parts.join(' · ')));
}

/** What is unknown was not found to be harmless; what runs does not wait for anything. */
function nothingFound(
  { findings, changes }: Analysis,
  clusters: ReadonlyMap<string, Cluster>,
  options: TextOptions,
): string[] {
  const { translate: t } = options;
  const unknown = findings
    .filter(({ verdict }) => verdict === 'unknown')
    .flatMap(({ clusterSignature }) => clusters.get(clusterSignature) ?? [])
    .filter(({ kind }) => kind !== 'running');
  if (unknown.length === 0) return [t('Nothing is suspicious here.')];
  const many = goroutines(unknown, options);
  const text =
    changes === undefined
      ? t(
          'No leak suspects, but {0} could not be judged: a second capture, full stacks or the source (--source) tell more.',
          many,
        )
      : t(
          'No leak suspects, but {0} could not be judged: the source (--source) or captures further apart tell more.',
          many,
        );
  return wrapped(text, '');
}

/** Where the input holds several dumps the findings are those of the last. */
function dumpsLine({ snapshots }: Analysis, options: TextOptions): string[] {
  if (!snapshots) return [];
  const counts = snapshots.map(({ line, total }) =>
    options.translate('line {0}: {1}', line, numberOf(total, options)),
  );
  return wrapped(
    options.translate(
      '{0} dumps in this input ({1}). What follows is about the last, compared with the others.',
      numberOf(snapshots.length, options),
      counts.join(', '),
    ),
    '',
  );
}

/** A line for what is hidden, one for what is idle; what is unknown is named, as far as it is much. */
function quietLines(
  { findings }: Analysis,
  clusters: ReadonlyMap<string, Cluster>,
  options: TextOptions,
): string[] {
  const of = (some: readonly Finding[]) =>
    some
      .flatMap(({ clusterSignature }) => clusters.get(clusterSignature) ?? [])
      .sort((a, b) => b.count - a.count);
  const hidden = findings.filter(finding => finding.hidden !== undefined);
  const quiet = (verdict: Verdict) =>
    of(findings.filter(finding => finding.hidden === undefined && finding.verdict === verdict));
  return [
    ...hiddenLine(hidden, of(hidden), options),
    ...unknownLines(quiet('unknown'), options),
    ...idleLine(quiet('idle'), options),
  ].map(line => options.paint('dim', line));
}

function hiddenLine(
  findings: readonly Finding[],
  clusters: readonly Cluster[],
  options: TextOptions,
): string[] {
  if (findings.length === 0) return [];
  const by = new Set(findings.map(({ hidden }) => escapeControls(hidden?.by ?? '')));
  const text = options.translate(
    'hid {0} in {1} clusters',
    numberOf(goroutinesIn(clusters), options),
    numberOf(clusters.length, options),
  );
  return wrappedList(firstOf([...by], 3), `${text}: `);
}

/** Nothing is known for or against these: a person may. */
function unknownLines(clusters: readonly Cluster[], options: TextOptions): string[] {
  if (clusters.length === 0) return [];
  const names = clusters.map(cluster => `  ${clusterName(cluster, options)}`);
  return [
    `${options.translate('unknown')}  ${howMany(clusters, options)}`,
    ...firstOf(names, 8, '  …'),
  ];
}

function idleLine(clusters: readonly Cluster[], options: TextOptions): string[] {
  if (clusters.length === 0) return [];
  const names = clusters.map(cluster => clusterName(cluster, options));
  return wrappedList(
    firstOf(names, 3),
    `${options.translate('idle')}  ${howMany(clusters, options)}: `,
  ).map((line, index) => (index === 0 ? line : `  ${line.trimStart()}`));
}

function firstOf(names: readonly string[], count: number, rest = '…'): string[] {
  return names.length > count ? [...names.slice(0, count), rest] : [...names];
}

function problemLines({ problems }: Analysis, options: TextOptions): string[] {
  return problems.flatMap(({ line, reason }) => {
    const shown = sentenceOf(reason, options);
    return wrapped(
      escapeControls(line > 0 ? options.translate('line {0}: {1}', line, shown) : shown),
      '',
    );
  });
}
