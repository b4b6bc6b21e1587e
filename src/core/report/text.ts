/** The Analysis for a person at a terminal: at most 100 columns where the names allow, useful in a file too. */
import type { Analysis, Cluster, Finding, Frame, Verdict } from '../goroutine';
import { operationOf } from '../verdict/message';
import { formatText } from './english';
import { escapeControls } from './hostile';
import { relative } from './json';
import type { CaptureRecord } from './json';

export interface TextOptions {
  /** Absolute folder that located files are printed relative to. */
  readonly sourceDir: string | undefined;
  /** What a watch took, oldest first. */
  readonly captures?: readonly CaptureRecord[] | undefined;
  /** English sentence with `{0}` and arguments → the reader's language. */
  readonly translate: (english: string, ...args: (string | number)[]) => string;
  /** BCP 47, for numbers. */
  readonly locale: string;
  /** Wraps text in a terminal's colours; identity where there are none. */
  readonly paint: (style: 'bold' | 'red' | 'yellow' | 'green' | 'dim', text: string) => string;
}

const shownVerdicts: ReadonlySet<Verdict> = new Set(['proven', 'likely', 'suspect']);
const colours: Partial<Record<Verdict, 'red' | 'yellow'>> = {
  proven: 'red',
  likely: 'red',
  suspect: 'yellow',
};

/** The whole report, ending with a line feed. */
export function toText(analysis: Analysis, options: TextOptions): string {
  const clusters = new Map(analysis.clusters.map(cluster => [cluster.signature, cluster]));
  const lines = [headline(analysis, options)];
  for (const finding of analysis.findings) {
    const cluster = clusters.get(finding.clusterSignature);
    if (cluster && shownVerdicts.has(finding.verdict))
      lines.push('', ...findingLines(finding, cluster, options));
  }
  return `${[...lines, ...restLines(analysis, clusters, options)].join('\n')}\n`;
}

function headline({ snapshot, clusters }: Analysis, options: TextOptions): string {
  const { translate: t } = options;
  const number = (n: number) => n.toLocaleString(options.locale);
  const atLeast = snapshot.truncated
    ? t('at least {0}', number(snapshot.total))
    : number(snapshot.total);
  const parts = [
    t('{0} goroutines ({1} read)', atLeast, number(snapshot.read)),
    snapshot.format ?? t('unknown format'),
    ...(snapshot.goVersionHint === undefined ? [] : [`go ${snapshot.goVersionHint}`]),
    t('{0} clusters', number(clusters.length)),
  ];
  return options.paint('bold', escapeControls(parts.join(' · ')));
}

function findingLines(finding: Finding, cluster: Cluster, options: TextOptions): string[] {
  const { translate: t } = options;
  const translate = (sentence: string) => t(sentence);
  const message = escapeControls(formatText(finding.message, translate, options.locale));
  const verdict = t(finding.verdict).toUpperCase();
  const colour = colours[finding.verdict] ?? 'yellow';
  const evidence = finding.evidence.map(
    ({ text, points }) =>
      `  - ${escapeControls(formatText(text, translate, options.locale))}${pointsOf(points)}`,
  );
  return [
    `${options.paint(colour, verdict)}  ${message}`,
    `  ${placeLine(finding, cluster, options)}`,
    ...evidence,
    ...createdLine(finding, cluster, options),
  ];
}

function pointsOf(points: number | undefined): string {
  if (points === undefined || points === 0) return '';
  return ` (${points > 0 ? '+' : ''}${points})`;
}

/** Where it is in the checkout, else where Go said it is and why it was not found. */
function placeLine(finding: Finding, cluster: Cluster, options: TextOptions): string {
  const site = cluster.frames[finding.anchorFrame ?? cluster.siteIndex ?? 0];
  const func = site ? ` ${escapeControls(site.func)}` : '';
  const { anchor, anchorReason } = finding;
  if (anchor) {
    const moved = anchorReason === 'moved' ? ` (${options.translate('moved')})` : '';
    return `${escapeControls(relative(anchor.file, options.sourceDir))}:${anchor.line}${func}${moved}`;
  }
  const why = options.sourceDir === undefined ? '' : ` (${options.translate(anchorReason)})`;
  return site ? `${printedPlace(site)}${func}${why}` : options.translate('no stack');
}

function createdLine(finding: Finding, cluster: Cluster, options: TextOptions): string[] {
  const { createdBy } = cluster;
  if (!createdBy) return [];
  const here = finding.related.find(place => place.role === 'createdBy');
  const place = here
    ? `${escapeControls(relative(here.file, options.sourceDir))}:${here.line}`
    : printedPlace(createdBy);
  return [`  ${options.translate('started at {0}', place)} ${escapeControls(createdBy.func)}`];
}

function printedPlace(frame: Frame): string {
  return frame.file === undefined ? '?' : `${escapeControls(frame.file)}:${frame.line ?? 0}`;
}

/** One line for each group that is not a finding, and for each problem. */
function restLines(
  analysis: Analysis,
  clusters: ReadonlyMap<string, Cluster>,
  options: TextOptions,
): string[] {
  const quiet = analysis.findings.filter(finding => !shownVerdicts.has(finding.verdict));
  const lines = quiet.flatMap(finding => {
    const cluster = clusters.get(finding.clusterSignature);
    return cluster ? [quietLine(finding, cluster, options)] : [];
  });
  const problems = analysis.problems.map(({ line, reason }) =>
    line > 0
      ? options.translate('line {0}: {1}', line, escapeControls(reason))
      : escapeControls(reason),
  );
  return [...section(lines), ...section(problems)];
}

function quietLine(finding: Finding, cluster: Cluster, options: TextOptions): string {
  const site = cluster.frames[cluster.siteIndex ?? 0];
  const reason = finding.evidence.find(evidence => evidence.kind === 'idle');
  const why = reason
    ? `: ${formatText(reason.text, sentence => options.translate(sentence), options.locale)}`
    : '';
  const count = cluster.count.toLocaleString(options.locale);
  const where = site ? escapeControls(site.func) : options.translate('no stack');
  const verdict = options.translate(finding.verdict);
  return options.paint(
    'dim',
    `${verdict}  ${count} × ${escapeControls(operationOf(cluster))} ${where}${why}`,
  );
}

function section(lines: readonly string[]): string[] {
  return lines.length > 0 ? ['', ...lines] : [];
}
