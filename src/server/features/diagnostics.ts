/** Findings as diagnostics: one for each line and rule, on lines that hold the blocking operation. */
import type { Diagnostic, DiagnosticRelatedInformation } from 'vscode-languageserver';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Cluster, RelatedPlace } from '../../core/goroutine';
import { escapeControls } from '../../core/report/hostile';
import { messageOf } from '../../core/verdict/message';
import { locationOf, rangeOf, uriOf } from '../convert';
import { countOf, sentence, t } from '../language';
import { isCut, isVisible, oldestOf, placedFindings } from '../state';
import type { PlacedFinding, View } from '../state';

const most = 200;
const maxRelated = 5;
const maxMessage = 300;
const rulesPage = 'https://github.com/goroutine-lens/goroutine-lens/blob/main/docs/rules.md';

/** What a quick fix needs to know about a diagnostic. */
export interface DiagnosticData {
  readonly signature: string;
}

export interface Diagnostics {
  readonly byUri: ReadonlyMap<string, Diagnostic[]>;
  /** Lines beyond the first 200: counted, so that a face can say so. */
  readonly leftOut: number;
}

/** What the editor underlines: at most 200 lines, the worst first. */
export function diagnosticsOf(view: View): Diagnostics {
  const byUri = new Map<string, Diagnostic[]>();
  if (!view.settings.diagnostics.enabled) return { byUri, leftOut: 0 };
  const groups = [...groupByLine(placedFindings(view).filter(placed => passes(placed, view)))];
  for (const group of groups.slice(0, most)) {
    const uri = uriOf(group[0].anchor.file);
    const diagnostics = byUri.get(uri) ?? [];
    diagnostics.push(diagnosticOf(group, view));
    byUri.set(uri, diagnostics);
  }
  return { byUri, leftOut: Math.max(0, groups.length - most) };
}

/** The thresholds are for the editor only, and never for what is proven. No printed minutes does not mean young. */
function passes({ finding, cluster }: PlacedFinding, { settings }: View): boolean {
  if (!isVisible(finding) || settings.diagnostics.severity[finding.rule] === 'off') return false;
  if (finding.verdict === 'proven') return true;
  const { minCount, minWait } = settings.diagnostics;
  const oldest = cluster.waitMinutes?.max;
  return cluster.count >= minCount && (oldest === undefined || oldest >= minWait);
}

/** Findings of one line and rule, worst first; never empty. */
type Group = [PlacedFinding, ...PlacedFinding[]];

function groupByLine(placed: readonly PlacedFinding[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const one of placed) {
    const key = `${one.anchor.file}\0${one.anchor.line}\0${one.finding.rule}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups.values();
}

function diagnosticOf(group: Group, view: View): Diagnostic {
  const [first] = group;
  const { finding, anchor } = first;
  const data: DiagnosticData = { signature: finding.clusterSignature };
  return {
    range: rangeOf(anchor, view.textOf),
    severity: severityOf(first, view),
    source: 'goroutines',
    code: finding.rule,
    codeDescription: { href: `${rulesPage}#${finding.rule}` },
    message: messageFor(group, isCut(view)),
    relatedInformation: relatedOf(finding.related, first.cluster, view),
    data,
  };
}

/** Clusters of one line are one statement to the reader: their counts add up, and the oldest speaks. */
function messageFor(group: Group, cut: boolean): string {
  const [first] = group;
  const count = group.reduce((sum, { cluster }) => sum + cluster.count, 0);
  const leaked = group.reduce((sum, { cluster }) => sum + cluster.leaked, 0);
  const all = { ...first.cluster, count, leaked, waitMinutes: oldestOf(group) };
  const text = messageOf(all, first.finding);
  const [shown] = text.args;
  const args =
    cut && typeof shown === 'number' ? [countOf(shown, cut), ...text.args.slice(1)] : text.args;
  return escapeControls(sentence({ id: text.id, args })).slice(0, maxMessage);
}

const severities: Readonly<Record<string, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

function severityOf({ finding }: PlacedFinding, view: View): DiagnosticSeverity {
  const chosen = view.settings.diagnostics.severity[finding.rule] ?? '';
  const usual =
    finding.verdict === 'suspect' ? DiagnosticSeverity.Information : DiagnosticSeverity.Warning;
  return severities[chosen] ?? usual;
}

function relatedOf(
  related: readonly RelatedPlace[],
  cluster: Cluster,
  view: View,
): DiagnosticRelatedInformation[] {
  return related.slice(0, maxRelated).map(place => ({
    location: locationOf(place, view.textOf),
    message: relatedMessage(place, cluster),
  }));
}

function relatedMessage(place: RelatedPlace, cluster: Cluster): string {
  const label = `${place.file.replace(/^.*[/\\]/, '')}:${place.line}`;
  if (place.role === 'createdBy')
    return cluster.createdByInferred
      ? t('Started here ({0}), by the source', label)
      : t('Started here ({0})', label);
  const func = escapeControls(place.func).slice(0, maxMessage);
  return place.role === 'blockedIn' ? t('Blocked in {0}', func) : t('Possible cause: {0}', func);
}
