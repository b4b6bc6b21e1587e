/** What the parts of the text report share. */
import type { Survivors } from '../cohort/survivors';
import type { FixedFinding } from '../fixed';
import type { Cluster, Text } from '../goroutine';
import { operationOf } from '../verdict/message';
import { formatText } from './english';
import { escapeControls } from './hostile';
import type { CaptureRecord } from './json';

export interface TextOptions {
  /** Absolute folder that located files are printed relative to. */
  readonly sourceDir: string | undefined;
  /** What a watch took, oldest first. */
  readonly captures?: readonly CaptureRecord[] | undefined;
  /** Of a comparison: what the oldest capture had and the newest has no more. */
  readonly fixed?: readonly FixedFinding[] | undefined;
  /** Of a leak check: who was started during the use and stayed. */
  readonly survivors?: readonly Survivors[] | undefined;
  /** English sentence with `{0}` and arguments → the reader's language. */
  readonly translate: (english: string, ...args: (string | number)[]) => string;
  /** BCP 47, for numbers. */
  readonly locale: string;
  /** Wraps text in a terminal's colours; identity where there are none. */
  readonly paint: (style: 'bold' | 'red' | 'yellow' | 'green' | 'dim', text: string) => string;
}

export function numberOf(n: number, { locale }: TextOptions): string {
  return n.toLocaleString(locale);
}

/** A text of core as the reader's sentence, without a character that a terminal would obey. */
export function sentenceOf(text: Text, { translate, locale }: TextOptions): string {
  return escapeControls(formatText(text, english => translate(english), locale));
}

/** `8 × chan receive main.worker`. */
export function clusterName(cluster: Cluster, options: TextOptions): string {
  const site = cluster.frames[cluster.siteIndex ?? 0];
  const where = site ? site.func : options.translate('no stack');
  return escapeControls(`${numberOf(cluster.count, options)} × ${operationOf(cluster)} ${where}`);
}

/** `9 goroutines · 2 clusters`. */
export function howMany(clusters: readonly Cluster[], options: TextOptions): string {
  const { translate: t } = options;
  const count =
    clusters.length === 1 ? t('1 cluster') : t('{0} clusters', numberOf(clusters.length, options));
  return `${goroutines(clusters, options)} · ${count}`;
}

/** `9 goroutines`. */
export function goroutines(clusters: readonly Cluster[], options: TextOptions): string {
  const total = goroutinesIn(clusters);
  return total === 1
    ? options.translate('1 goroutine')
    : options.translate('{0} goroutines', numberOf(total, options));
}

export function goroutinesIn(clusters: readonly Cluster[]): number {
  return clusters.reduce((total, { count }) => total + count, 0);
}
