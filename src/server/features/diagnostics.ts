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

/** Diagnostics by URI; at most 200, the worst first. */
export function diagnosticsByUri(view: View): ReadonlyMap<string, Diagnostic[]> {
  const byUri = new Map<string, Diagnostic[]>();
  if (!view.settings.diagnostics.enabled) return byUri;
  const groups = [...groupByLine(placedFindings(view).filter(placed => passes(placed, view)))];
  for (const group of groups.slice(0, most)) {
    const diagnostic = diagnosticOf(group, view);
    const [first] = group;
    if (!diagnostic || !first) continue;
    const uri = uriOf(first.anchor.file);
    byUri.set(uri, [...(byUri.get(uri) ?? []), diagnostic]);
  }
  return byUri;
}

/** The thresholds are for the editor only, and never for what is proven. No printed minutes does not mean young. */
function passes({ finding, cluster }: PlacedFinding, { settings }: View): boolean {
  if (!isVisible(finding)) return false;
  if (finding.verdict === 'proven') return true;
  const { minCount, minWait } = settings.diagnostics;
  const oldest = cluster.waitMinutes?.max;
  return cluster.count >= minCount && (oldest === undefined || oldest >= minWait);
}

function groupByLine(placed: readonly PlacedFinding[]): Iterable<PlacedFinding[]> {
  const groups = new Map<string, PlacedFinding[]>();
  for (const one of placed) {
    const key = `${one.anchor.file}\0${one.anchor.line}\0${one.finding.rule}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups.values();
}

function diagnosticOf(group: readonly PlacedFinding[], view: View): Diagnostic | undefined {
  const [first] = group;
  const severity = first && severityOf(first, view);
  if (!first || severity === undefined) return undefined;
  const { finding, anchor } = first;
  const data: DiagnosticData = { signature: finding.clusterSignature };
  return {
    range: rangeOf(anchor, view.textOf),
    severity,
    source: 'goroutines',
    code: finding.rule,
    codeDescription: { href: `${rulesPage}#${finding.rule}` },
    message: messageFor(group, first, isCut(view)),
    relatedInformation: relatedOf(finding.related, first.cluster, view),
    data,
  };
}

/** Clusters of one line are one statement to the reader: their counts add up, and the oldest speaks. */
function messageFor(group: readonly PlacedFinding[], first: PlacedFinding, cut: boolean): string {
  const count = group.reduce((sum, { cluster }) => sum + cluster.count, 0);
  const text = messageOf(
    { ...first.cluster, count, waitMinutes: oldestOf(group) },
    first.finding.verdict,
    first.finding.related,
  );
  const args = cut ? [countOf(count, cut), ...text.args.slice(1)] : text.args;
  return escapeControls(sentence({ id: text.id, args })).slice(0, maxMessage);
}

const severities: Readonly<Record<string, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** `undefined`: the rule is switched off. */
function severityOf({ finding }: PlacedFinding, view: View): DiagnosticSeverity | undefined {
  const chosen = view.settings.diagnostics.severity[finding.rule];
  if (chosen === 'off') return undefined;
  const usual =
    finding.verdict === 'suspect' ? DiagnosticSeverity.Information : DiagnosticSeverity.Warning;
  return severities[chosen ?? ''] ?? usual;
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
