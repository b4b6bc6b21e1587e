/** The ignore list: what somebody expects is hidden, never dropped, and always with who says so and why. */
import type { Analysis, Cluster, IgnoreRule, Place } from '../goroutine';
import { normaliseSymbol } from '../symbol';

/** The first rule that fits a cluster, `undefined` when none does. `anchor`: where it was located, if anywhere. */
export function ignoredBy(
  rules: readonly IgnoreRule[],
  cluster: Cluster,
  anchor: Place | undefined,
): IgnoreRule | undefined {
  return rules.find(rule => fits(rule, cluster, anchor));
}

/** How much the list hides: for "hid N goroutines in M clusters". */
export function hiddenOf(analysis: Pick<Analysis, 'clusters' | 'findings'>): {
  readonly goroutines: number;
  readonly clusters: number;
} {
  const counts = new Map(analysis.clusters.map(({ signature, count }) => [signature, count]));
  const hidden = analysis.findings.filter(finding => finding.hidden);
  const goroutines = hidden.reduce((n, one) => n + (counts.get(one.clusterSignature) ?? 0), 0);
  return { goroutines, clusters: hidden.length };
}

function fits(rule: IgnoreRule, cluster: Cluster, anchor: Place | undefined): boolean {
  const { func, anyFunc, file, createdBy } = rule;
  const { frames, siteIndex } = cluster;
  const tops = [frames[0], frames[siteIndex ?? 0]].flatMap(frame => (frame ? [frame] : []));
  const creator = cluster.createdBy;
  const tests = [
    func === undefined ? undefined : tops.some(frame => matches(func, frame.func)),
    anyFunc === undefined ? undefined : frames.some(frame => matches(anyFunc, frame.func)),
    createdBy === undefined ? undefined : creator !== undefined && matches(createdBy, creator.func),
    file === undefined
      ? undefined
      : [anchor?.file, ...tops.map(frame => frame.file)].some(at => isFile(file, at)),
  ].filter(test => test !== undefined);
  return tests.length > 0 && tests.every(Boolean);
}

/** As printed, or without what closures and type arguments add. */
function matches(pattern: string, func: string): boolean {
  return like(pattern, func) || like(pattern, normaliseSymbol(func));
}

/** `*` stands for any text. Each part is looked for once, from left to right: linear on any input. */
function like(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function isFile(pattern: string, file: string | undefined): boolean {
  if (file === undefined) return false;
  const [wanted, printed] = [pattern, file].map(path => path.replaceAll('\\', '/'));
  return printed === wanted || (printed ?? '').endsWith(`/${wanted ?? ''}`);
}
