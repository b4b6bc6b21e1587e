/** The Findings view: verdicts, the clusters under each, and their frames. */
import * as vscode from 'vscode';
import type { Verdict } from '../../core/goroutine';
import type { AnalysisSummary, WireCluster, WireFinding, WireFrame } from '../../protocol/lsp';
import { hiddenOf, quietOf } from '../../protocol/quiet';
import { Command, View } from '../ids';
import { placeLabel, shortName, visible } from '../names';
import type { Session } from '../session';

export interface GroupNode {
  readonly type: 'group';
  readonly verdict: Verdict;
  readonly findings: readonly WireFinding[];
}

export interface ClusterNode {
  readonly type: 'cluster';
  readonly finding: WireFinding;
  readonly cluster: WireCluster;
}

export interface FrameNode {
  readonly type: 'frame';
  readonly signature: string;
  /** Index into the cluster's stack, -1 for the creation site. */
  readonly index: number;
  readonly frame: WireFrame;
}

export type FindingNode = GroupNode | ClusterNode | FrameNode;

const maxChildren = 500;
const open: ReadonlySet<Verdict> = new Set(['proven', 'likely', 'suspect']);

export function createFindingsView(
  session: Session,
  dragAndDropController: vscode.TreeDragAndDropController<FindingNode>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<FindingNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: node => itemOf(node, session),
    getChildren: node => childrenOf(node, session.current?.summary, session.showsHidden),
  };
  const view = vscode.window.createTreeView(View.findings, {
    treeDataProvider: provider,
    dragAndDropController,
  });
  const update = () => {
    changed.fire(undefined);
    describe(view, session);
  };
  update();
  return vscode.Disposable.from(view, changed, session.onDidChange(update));
}

/** What stands above the tree: how much was read, what is missing, or that all is well. */
function describe(view: vscode.TreeView<FindingNode>, session: Session): void {
  const summary = session.current?.summary;
  view.description = visible(session.current?.meta.source.slice(0, 80) ?? '');
  view.message = summary ? messageOf(summary) : '';
  const shown = summary?.findings.filter(isOpen).length ?? 0;
  const tooltip = shown === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', shown);
  view.badge = shown > 0 ? { value: shown, tooltip } : undefined;
}

function messageOf(summary: AnalysisSummary): string {
  const n = (value: number) => value.toLocaleString(vscode.env.language);
  const lines: string[] = [];
  const lost = summary.total - summary.read;
  if (summary.truncated) lines.push(vscode.l10n.t('This dump was cut: every count is "at least".'));
  if (lost > 0) {
    const reason = summary.problems[0]?.reason.slice(0, 200) ?? '';
    lines.push(
      vscode.l10n.t(
        '{0} of {1} read: {2} skipped ({3})',
        n(summary.read),
        n(summary.total),
        n(lost),
        reason,
      ),
    );
  }
  if (!summary.findings.some(isOpen)) lines.push(quietText(summary, n));
  else if (lost === 0) lines.push(vscode.l10n.t('{0} goroutines', n(summary.total)));
  const hidden = hiddenText(summary, n);
  if (hidden !== undefined) lines.push(hidden);
  return lines.join('\n');
}

function quietText(summary: AnalysisSummary, n: (value: number) => string): string {
  const quiet = quietOf(summary);
  const total = n(summary.total);
  if (quiet.kind === 'idle')
    return vscode.l10n.t('No leak suspects. {0} goroutines, all idle waits are expected.', total);
  return quiet.kind === 'unknown'
    ? vscode.l10n.t(
        'No leak suspects, but {0} of {1} goroutines could not be judged.',
        n(quiet.goroutines),
        total,
      )
    : vscode.l10n.t('No leak suspects in what was read: {0} goroutines.', n(summary.read));
}

/** What the ignore list hides is counted, never silently left out. */
function hiddenText(summary: AnalysisSummary, n: (value: number) => string): string | undefined {
  const { clusters, goroutines } = hiddenOf(summary);
  if (clusters === 0) return undefined;
  return clusters === 1
    ? vscode.l10n.t('Hid {0} in 1 expected cluster.', n(goroutines))
    : vscode.l10n.t('Hid {0} in {1} expected clusters.', n(goroutines), n(clusters));
}

function isOpen({ verdict, hidden }: WireFinding): boolean {
  return open.has(verdict) && hidden === undefined;
}

function childrenOf(
  node: FindingNode | undefined,
  summary: AnalysisSummary | undefined,
  showsHidden: boolean,
): FindingNode[] {
  if (!summary) return [];
  if (!node) return groups(summary, showsHidden);
  if (node.type === 'group') return clusterNodes(node.findings, summary);
  return node.type === 'cluster' ? frameNodes(node, summary) : [];
}

function groups(summary: AnalysisSummary, showsHidden: boolean): GroupNode[] {
  const byVerdict = new Map<Verdict, WireFinding[]>();
  for (const finding of summary.findings) {
    if (finding.hidden && !showsHidden) continue;
    const group = byVerdict.get(finding.verdict);
    if (group) group.push(finding);
    else byVerdict.set(finding.verdict, [finding]);
  }
  return [...byVerdict].map(([verdict, findings]) => ({ type: 'group', verdict, findings }));
}

function clusterNodes(findings: readonly WireFinding[], summary: AnalysisSummary): ClusterNode[] {
  const clusters = new Map(summary.clusters.map(cluster => [cluster.signature, cluster]));
  return findings.slice(0, maxChildren).flatMap(finding => {
    const cluster = clusters.get(finding.signature);
    return cluster ? [{ type: 'cluster', finding, cluster } as const] : [];
  });
}

function frameNodes({ cluster }: ClusterNode, summary: AnalysisSummary): FrameNode[] {
  const { signature, stack, createdBy } = cluster;
  const indices = stack.map((frame, index) => ({ frame, index }));
  if (createdBy !== undefined) indices.push({ frame: createdBy, index: -1 });
  return indices.flatMap(({ frame: at, index }) => {
    const frame = summary.frames[at];
    return frame ? [{ type: 'frame', signature, index, frame } as const] : [];
  });
}

function itemOf(node: FindingNode, session: Session): vscode.TreeItem {
  if (node.type === 'group') return groupItem(node);
  if (node.type === 'cluster') return clusterItem(node, session.current?.summary);
  return frameItem(node, session.current?.meta.id ?? '');
}

function groupItem({ verdict, findings }: GroupNode): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(verdictLabel(verdict), open.has(verdict) ? Expanded : Collapsed);
  item.id = verdict;
  item.description = String(findings.length);
  item.contextValue = 'group';
  return item;
}

function verdictLabel(verdict: Verdict): string {
  const labels: Record<Verdict, string> = {
    proven: vscode.l10n.t('Proven leaks'),
    likely: vscode.l10n.t('Likely leaks'),
    suspect: vscode.l10n.t('Suspects'),
    unknown: vscode.l10n.t('Unknown'),
    idle: vscode.l10n.t('Idle'),
  };
  return labels[verdict];
}

const icons: Record<Verdict, vscode.ThemeIcon> = {
  proven: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  likely: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  suspect: new vscode.ThemeIcon('info'),
  unknown: new vscode.ThemeIcon('question'),
  idle: new vscode.ThemeIcon('debug-pause'),
};

function clusterItem(
  { finding, cluster }: ClusterNode,
  summary: AnalysisSummary | undefined,
): vscode.TreeItem {
  const site = summary?.frames[cluster.stack[finding.anchorFrame ?? cluster.siteIndex ?? 0] ?? -1];
  const count = cluster.count.toLocaleString(vscode.env.language);
  const name = site ? shortName(site.func) : vscode.l10n.t('no stack');
  const item = new vscode.TreeItem(`${count} × ${name}`, vscode.TreeItemCollapsibleState.Collapsed);
  const state = cluster.state ?? cluster.kind;
  const where = finding.anchor ? '' : ` · ${anchorText(finding.anchorReason)}`;
  item.id = finding.signature;
  const growth = growthOf(finding);
  item.description = `${growth}${state}${ageOf(cluster)} · ${site ? placeLabel(site) : ''}${where}`;
  item.iconPath = finding.hidden ? new vscode.ThemeIcon('eye-closed') : icons[finding.verdict];
  item.contextValue = finding.anchorReason === 'no file' ? 'cluster unlocated' : 'cluster';
  item.tooltip = tooltipOf(finding);
  item.accessibilityInformation = { label: finding.message };
  return item;
}

/** `▲40` beside a cluster that has more members than in the capture before. */
function growthOf({ counts }: WireFinding): string {
  const [before, now] = counts?.slice(-2) ?? [];
  if (before === undefined || now === undefined || now === before) return '';
  const amount = Math.abs(now - before).toLocaleString(vscode.env.language);
  return `${now > before ? '\u25b2' : '\u25bc'}${amount} · `;
}

function ageOf({ waitMinutes }: WireCluster): string {
  return waitMinutes ? `, ~${waitMinutes.oldest}` : '';
}

function anchorText(reason: WireFinding['anchorReason']): string {
  const texts: Partial<Record<WireFinding['anchorReason'], string>> = {
    'no file': vscode.l10n.t('no file'),
    'source differs': vscode.l10n.t('source differs'),
    'not your code': vscode.l10n.t('not your code'),
  };
  return texts[reason] ?? reason;
}

/** The message and the evidence, as text: nothing of it is Markdown. */
function tooltipOf(finding: WireFinding): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(finding.message);
  if (finding.hidden)
    text.appendText(
      `\n${vscode.l10n.t('Expected: {0} ({1})', finding.hidden.reason, finding.hidden.by)}`,
    );
  for (const { text: evidence, points } of finding.evidence)
    text.appendText(`\n• ${evidence}${points ? ` (${points > 0 ? '+' : ''}${points})` : ''}`);
  return text;
}

function frameItem({ frame, signature, index }: FrameNode, snapshotId: string): vscode.TreeItem {
  const name = shortName(frame.func);
  const label = index < 0 ? vscode.l10n.t('started by {0}', name) : name;
  const item = new vscode.TreeItem(label);
  const icon = {
    own: 'file-code',
    dependency: 'package',
    std: 'library',
    unknown: 'symbol-method',
  };
  item.id = `${signature} ${index}`;
  item.description = placeLabel(frame);
  item.iconPath = new vscode.ThemeIcon(icon[frame.origin]);
  item.contextValue = 'frame';
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(
    `${frame.func}\n${frame.file ?? ''}${frame.line === undefined ? '' : `:${frame.line}`}`,
  );
  item.tooltip = tooltip;
  const title = vscode.l10n.t('Open Source Line');
  item.command = {
    command: Command.openLocation,
    title,
    arguments: [snapshotId, signature, index],
  };
  return item;
}
