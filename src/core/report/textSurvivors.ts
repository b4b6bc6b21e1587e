/** Who was started during a use of the program and stayed, for a person: what is at rest only as a number. */
import type { Survivors } from '../cohort/survivors';
import type { Analysis, Cluster } from '../goroutine';
import { operationOf } from '../verdict/message';
import { escapeControls } from './hostile';
import { numberOf } from './textOptions';
import type { TextOptions } from './textOptions';
import { wrapped } from './wrap';

const listed = 20;

/** Empty where no check was made. `clusters`: of the last capture, by signature. */
export function survivorLines(
  { findings }: Analysis,
  clusters: ReadonlyMap<string, Cluster>,
  options: TextOptions,
): string[] {
  const { survivors, translate: t } = options;
  if (!survivors) return [];
  const quiet = new Set(
    findings
      .filter(({ verdict, hidden }) => verdict === 'idle' || hidden !== undefined)
      .map(({ clusterSignature }) => clusterSignature),
  );
  const loud = survivors.filter(({ signature }) => !quiet.has(signature));
  const atRest = sum(survivors) - sum(loud);
  const rest =
    atRest === 0 ? [] : [`  ${t('{0} more are idle or expected', numberOf(atRest, options))}`];
  if (loud.length === 0)
    return [options.paint('green', t('No goroutine outlived its use.')), ...rest];
  const lines = loud
    .slice(0, listed)
    .flatMap(survivor => wrapped(lineOf(survivor, clusters, options), '  '));
  const head = t(
    '{0} goroutines were started by the use and are still here:',
    numberOf(sum(loud), options),
  );
  const more = loud.length - listed;
  return [
    options.paint('bold', head),
    ...lines,
    ...(more > 0 ? [`  ${t('{0} more', numberOf(more, options))}`] : []),
    ...rest,
  ];
}

function lineOf(
  { signature, count, by }: Survivors,
  clusters: ReadonlyMap<string, Cluster>,
  options: TextOptions,
): string {
  const cluster = clusters.get(signature);
  const site = cluster?.frames[cluster.siteIndex ?? 0];
  const where = cluster && site ? `${operationOf(cluster)} ${site.func}` : signature;
  const basis = by === 'ids' ? '' : ` (${options.translate('by counts')})`;
  return `${numberOf(count, options)} × ${escapeControls(where)}${basis}`;
}

function sum(survivors: readonly Survivors[]): number {
  return survivors.reduce((total, { count }) => total + count, 0);
}
