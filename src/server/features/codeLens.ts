/** Lenses above functions that goroutines are blocked in, and above the `go` statements that started them. */
import type { CodeLens } from 'vscode-languageserver';
import type { SourcePort } from '../../core/locate/port';
import { ServerCommand } from '../../protocol/lsp';
import { fileOf } from '../convert';
import { countOf, minutes, number, t } from '../language';
import { isCut, isVisible, oldestOf, placedFindings } from '../state';
import type { PlacedFinding, View } from '../state';

/** One row for each function; the row at a `go` statement says what it started. */
export function codeLensesFor(uri: string, view: View, source: SourcePort | undefined): CodeLens[] {
  const file = fileOf(uri);
  if (view.settings.codeLens === 'off' || file === undefined || !view.shown) return [];
  const wanted = placedFindings(view).filter(
    ({ finding }) => view.settings.codeLens === 'all' || isVisible(finding),
  );
  return [...blockedLenses(file, wanted, view, source), ...startedLenses(file, view)];
}

function blockedLenses(
  file: string,
  placed: readonly PlacedFinding[],
  view: View,
  source: SourcePort | undefined,
): CodeLens[] {
  const functions = source?.facts(file)?.functions ?? [];
  const rows = new Map<number, PlacedFinding[]>();
  for (const one of placed) {
    const { file: anchorFile, line } = one.anchor;
    // A stack without own frames is anchored where it was started: the row there says it.
    if (anchorFile !== file || one.finding.anchorFrame === undefined) continue;
    const around = functions.find(f => f.startLine <= line && line <= f.endLine);
    const row = around?.startLine ?? line;
    const group = rows.get(row);
    if (group) group.push(one);
    else rows.set(row, [one]);
  }
  return [...rows].flatMap(([line, group]) => blockedRow(line, group, view));
}

function blockedRow(line: number, group: readonly PlacedFinding[], view: View): CodeLens[] {
  const [worst] = group;
  if (!worst) return [];
  const count = group.reduce((sum, { cluster }) => sum + cluster.count, 0);
  const oldest = oldestOf(group)?.max;
  const icon = group.some(({ finding }) => isVisible(finding)) ? '$(warning)' : '$(debug-pause)';
  const title = `${icon} ${blockedTitle(count, oldest, isCut(view))}${growthOf(group)}`;
  const signature = worst.finding.clusterSignature;
  const args = [view.shown?.snapshotId, signature, worst.finding.anchorFrame ?? 0];
  return [
    lens(line, title, ServerCommand.openFrame, args),
    lens(line, t('Show stacks'), ServerCommand.showStacks, [signature]),
  ];
}

/** ` (▲40)`: since the capture before; nothing where one of them was not seen there, or none came or went. */
function growthOf(group: readonly PlacedFinding[]): string {
  let growth = 0;
  for (const { finding } of group) {
    const [before, now] = finding.cohort?.counts.slice(-2) ?? [];
    if (before === undefined || now === undefined) return '';
    growth += now - before;
  }
  if (growth === 0) return '';
  return ` (${growth > 0 ? '\u25b2' : '\u25bc'}${number(Math.abs(growth))})`;
}

function blockedTitle(count: number, oldest: number | undefined, cut: boolean): string {
  if (count === 1)
    return oldest === undefined
      ? t('1 goroutine blocked here')
      : t('1 goroutine blocked here, ~{0}', minutes(oldest));
  return oldest === undefined
    ? t('{0} goroutines blocked here', countOf(count, cut))
    : t('{0} goroutines blocked here, oldest ~{1}', countOf(count, cut), minutes(oldest));
}

/** Everything a `go` statement started counts as live, also what has no line of its own; a row needs something stuck. */
function startedLenses(file: string, view: View): CodeLens[] {
  const rows = new Map<number, StartedRow>();
  for (const finding of view.shown?.analysis.findings ?? []) {
    const start = finding.related.find(place => place.role === 'createdBy' && place.file === file);
    const cluster = view.shown?.clusters.get(finding.clusterSignature);
    if (!start || !cluster) continue;
    const row = rows.get(start.line) ?? { live: 0, stuck: 0, signature: finding.clusterSignature };
    row.live += cluster.count;
    if (isVisible(finding)) row.stuck += cluster.count;
    rows.set(start.line, row);
  }
  return [...rows]
    .filter(([, { stuck }]) => stuck > 0 || view.settings.codeLens === 'all')
    .map(([line, row]) => {
      const title = startedTitle(row, isCut(view));
      return lens(line, title, ServerCommand.showStacks, [row.signature]);
    });
}

interface StartedRow {
  live: number;
  stuck: number;
  readonly signature: string;
}

function startedTitle({ live, stuck }: StartedRow, cut: boolean): string {
  const started =
    live === 1
      ? t('started 1 live goroutine')
      : t('started {0} live goroutines', countOf(live, cut));
  const suffix = stuck > 0 ? ` · ${t('{0} stuck', countOf(stuck, cut))}` : '';
  return `$(pulse) ${started}${suffix}`;
}

function lens(line: number, title: string, command: string, args: unknown[]): CodeLens {
  const position = { line: line - 1, character: 0 };
  return {
    range: { start: position, end: position },
    command: { title, command, arguments: args },
  };
}
