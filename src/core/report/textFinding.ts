/** One finding for a person: verdict, what is blocked, where, how it changed, why it is judged so, who started it. */
import type { FixedFinding } from '../fixed';
import type { Change, Cluster, Evidence, Finding, Frame, Verdict } from '../goroutine';
import { inReadingOrder } from '../verdict/readingOrder';
import { blockedMessage } from '../verdict/message';
import { repairsOf } from '../verdict/repairs';
import { escapeControls } from './hostile';
import { relative } from './json';
import { numberOf, sentenceOf } from './textOptions';
import type { TextOptions } from './textOptions';
import { wrapped } from './wrap';

const colours: Partial<Record<Verdict, 'red' | 'yellow'>> = {
  proven: 'red',
  likely: 'red',
  suspect: 'yellow',
};

/** `change`: what became of it since the oldest capture, where there are several. */
export function findingLines(
  finding: Finding,
  cluster: Cluster,
  change: Change | undefined,
  options: TextOptions,
): string[] {
  const verdict = options.translate(finding.verdict).toUpperCase();
  const [first = '', ...rest] = wrapped(sentenceOf(finding.message, options), `${verdict}  `);
  const evidence = inReadingOrder(finding.evidence.filter(speaks)).flatMap(({ text, points }) =>
    wrapped(`${sentenceOf(text, options)}${pointsOf(points)}`, '  - '),
  );
  return [
    options.paint(colours[finding.verdict] ?? 'yellow', verdict) + first.slice(verdict.length),
    ...rest,
    ...changeLine(finding, cluster, change, options),
    `  ${placeOf(finding, cluster, options)}`,
    ...evidence,
    ...retainedLine(finding, options),
    ...createdLine(finding, cluster, options),
    ...causeLines(finding, options),
    ...repairLines(finding, options),
  ];
}

/** `FIXED  127,843 → 0  …`: what it was, in one line. */
export function fixedLines({ finding, cluster }: FixedFinding, options: TextOptions): string[] {
  const word = options.translate('fixed').toUpperCase();
  const before = numberOf(cluster.count, options);
  const [first = '', ...rest] = wrapped(
    `${before} → 0 · ${sentenceOf(finding.message, options)}`,
    `${word}  `,
  );
  return [
    options.paint('green', word) + first.slice(word.length),
    ...rest,
    `  ${placeOf(finding, cluster, options)}`,
  ];
}

/** That it is only one stands in the first line. */
function speaks({ kind, points }: Evidence): boolean {
  return kind !== 'D' || points !== 0;
}

function pointsOf(points: number | undefined): string {
  if (points === undefined || points === 0) return '';
  return ` (${points > 0 ? '+' : ''}${points})`;
}

/** The sentence of a growth has the numbers already, and leaves out what the goroutines do. */
function changeLine(
  finding: Finding,
  cluster: Cluster,
  change: Change | undefined,
  options: TextOptions,
): string[] {
  if (finding.rule === 'leak-growing')
    return wrapped(sentenceOf(blockedMessage(cluster, finding.related), options), '  ');
  if (!change) return [];
  const [before, after] = [numberOf(change.before, options), numberOf(change.after, options)];
  const { translate: t } = options;
  return [
    `  ${change.kind === 'new' ? t('new: {0} → {1}', before, after) : t('still there: {0} → {1}', before, after)}`,
  ];
}

/** Where it is in the checkout, else where Go said it is and why it was not found. */
function placeOf(finding: Finding, cluster: Cluster, options: TextOptions): string {
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

/** The line that explains it, where the source was read. */
function causeLines({ related }: Finding, options: TextOptions): string[] {
  return related
    .filter(({ role }) => role === 'cause')
    .map(({ file, line, func }) => {
      const place = `${escapeControls(relative(file, options.sourceDir))}:${line}`;
      return `  ${options.translate('cause at {0}', place)} ${escapeControls(func)}`;
    });
}

/** Beside the likeliest cause the others are noise. */
function repairLines(finding: Finding, options: TextOptions): string[] {
  const [repair] = repairsOf(finding);
  if (!repair) return [];
  return wrapped(options.translate('What helps: {0}', sentenceOf(repair, options)), '  ');
}

function retainedLine({ retained }: Finding, options: TextOptions): string[] {
  // Below a tenth of a megabyte memory is not the worry.
  if (!retained || retained.bytes < 100_000) return [];
  const { bytes, mostBytes, observedBytesEach: each } = retained;
  const least = megabytes(bytes, Math.floor, options);
  const range =
    mostBytes === undefined
      ? options.translate('at least {0} of memory', least)
      : options.translate('{0} to {1} of memory', least, megabytes(mostBytes, Math.ceil, options));
  const parts = [range, sentenceOf(retained.basis, options)];
  if (each !== undefined)
    parts.push(
      options.translate(
        'The heap grew by about {0} bytes for each that came: observed, other things grow too.',
        numberOf(each, options),
      ),
    );
  return wrapped(parts.join(' · '), '  ');
}

function megabytes(bytes: number, round: (n: number) => number, options: TextOptions): string {
  return `${numberOf(round(bytes / 100_000) / 10, options)} MB`;
}

function printedPlace(frame: Frame): string {
  return frame.file === undefined ? '?' : `${escapeControls(frame.file)}:${frame.line ?? 0}`;
}
