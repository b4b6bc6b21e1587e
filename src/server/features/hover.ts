/** The hover card: what stands on this line, how it started, the evidence, and the stack with every frame clickable. */
import type { Hover } from 'vscode-languageserver';
import type { Cluster, Frame } from '../../core/goroutine';
import { escapeControls } from '../../core/report/hostile';
import { explain } from '../../core/verdict/explain';
import { operationOf } from '../../core/verdict/message';
import { repairsOf } from '../../core/verdict/repairs';
import { ServerCommand } from '../../protocol/lsp';
import { rangeOf, uriOf } from '../convert';
import { countOf, minutes, number, sentence, t } from '../language';
import { isCut, isVisible, placedFindings } from '../state';
import type { PlacedFinding, View } from '../state';

const mostCards = 3;
const mostFrames = 8;
const mostCounts = 6;
/** Index by which a link asks for the creation site instead of a frame. */
const creationSite = -1;

/** The card for a zero-based line; undefined where nothing is known about it. */
export function hoverAt(uri: string, line: number, view: View): Hover | undefined {
  const here = placedFindings(view).filter(
    ({ finding, anchor }) =>
      (uriOf(anchor.file) === uri && anchor.line === line + 1) ||
      finding.related.some(
        place => place.role === 'createdBy' && place.line === line + 1 && uriOf(place.file) === uri,
      ),
  );
  const shown = here.filter(
    ({ finding }) => isVisible(finding) || view.settings.codeLens === 'all',
  );
  const [first] = shown;
  if (!first) return undefined;
  const value = shown
    .slice(0, mostCards)
    .map(placed => card(placed, view))
    .join('\n\n---\n\n');
  const onAnchor = first.anchor.line === line + 1 && uriOf(first.anchor.file) === uri;
  return {
    contents: { kind: 'markdown', value },
    ...(onAnchor && { range: rangeOf(first.anchor, view.textOf) }),
  };
}

function card(placed: PlacedFinding, view: View): string {
  const { finding, cluster } = placed;
  const lines = [
    `$(warning) **${headline(cluster, view)}** \u2014 ${waitOf(cluster)} \u00a0 \`goroutines(${finding.rule})\``,
    startedBy(placed, view),
    trendOf(placed),
    evidenceOf(placed),
    repairOf(placed),
    stackOf(placed, view),
    links(placed),
  ];
  return lines.filter(line => line !== '').join('\n\n');
}

function headline({ count }: Cluster, view: View): string {
  return count === 1
    ? t('1 goroutine blocked')
    : t('{0} goroutines blocked', countOf(count, isCut(view)));
}

function waitOf(cluster: Cluster): string {
  const wait = cluster.waitMinutes;
  const operation = escapeMarkdown(operationOf(cluster));
  return wait ? `${operation}, ~${minutes(wait.min, wait.max)}` : operation;
}

function startedBy({ finding, cluster }: PlacedFinding, view: View): string {
  if (!cluster.createdBy) return '';
  const link = frameLink(cluster.createdBy, finding.clusterSignature, creationSite, view);
  return `${t('Started by')} ${link}`;
}

/** `Captures so far: 40 → 312 → 584`, where several were of this process. */
function trendOf({ finding }: PlacedFinding): string {
  const counts = finding.cohort?.counts ?? [];
  if (counts.length < 2) return '';
  return `${t('Captures so far')}: ${counts.slice(-mostCounts).map(number).join(' \u2192 ')}`;
}

function evidenceOf({ finding, cluster }: PlacedFinding): string {
  return explain(finding, cluster)
    .evidence.map(({ text, points }) => {
      const weight = points ? ` (${points > 0 ? '+' : ''}${points})` : '';
      return `- ${escapeMarkdown(sentence(text))}${weight}`;
    })
    .join('\n');
}

function repairOf({ finding }: PlacedFinding): string {
  const [repair] = repairsOf(finding);
  return repair ? `**${t('What helps')}** ${escapeMarkdown(sentence(repair))}` : '';
}

function stackOf({ finding, cluster }: PlacedFinding, view: View): string {
  const frames = cluster.frames.slice(0, mostFrames).map((frame, index) => {
    return `${index + 1}. ${frameLink(frame, finding.clusterSignature, index, view)}`;
  });
  const more = cluster.frames.length - frames.length;
  if (more > 0) frames.push(`\n${t('… and {0} more frames', number(more))}`);
  return frames.join('\n');
}

function links({ finding }: PlacedFinding): string {
  const { clusterSignature: signature, rule } = finding;
  return [
    `[${t('Show stacks')}](${commandUri(ServerCommand.showStacks, [signature])})`,
    `[${t('Explain')}](${commandUri(ServerCommand.explainFinding, [signature])})`,
    `[${t('Mark as expected…')}](${commandUri(ServerCommand.markExpected, [signature])})`,
    `[${t('Explain this rule')}](${commandUri(ServerCommand.explainRule, [rule])})`,
  ].join(' \u00a0 ');
}

/** Only ids go into the link: the extension finds the frame in its own copy of the analysis. */
function frameLink(frame: Frame, signature: string, index: number, view: View): string {
  const place = frame.file === undefined ? '' : ` ${baseName(frame.file)}:${frame.line ?? 0}`;
  const label = escapeMarkdown(`${shortName(frame.func)}${place}`);
  const args = [view.shown?.snapshotId, signature, index];
  return `[${label}](${commandUri(ServerCommand.openFrame, args)})`;
}

function commandUri(command: string, args: readonly unknown[]): string {
  const query = encodeURIComponent(JSON.stringify(args));
  // A signature names a function: a parenthesis in it would end the link.
  return `command:${command}?${query.replace(/[()]/g, char => (char === '(' ? '%28' : '%29'))}`;
}

function shortName(func: string): string {
  return func.slice(func.lastIndexOf('/') + 1);
}

function baseName(file: string): string {
  return file.replace(/^.*[/\\]/, '');
}

/**
 * Text out of a dump as Markdown that is nothing but text: no emphasis, no links (bare addresses become links too), and no
 * icons. Icons are looked for after Markdown is done with its escapes, so `$` becomes an entity.
 */
export function escapeMarkdown(text: string): string {
  return escapeControls(text)
    .replace(/[!-#%-/:-@[-`{-~]/g, '\\$&')
    .replace(/\$/g, '&#36;');
}
