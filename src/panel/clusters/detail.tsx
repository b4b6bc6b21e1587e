/** Everything known about the selected cluster: verdict with its evidence, stack, labels, ids. */
import type { WireCluster, WireFinding, WireFrame } from '../../protocol/lsp';
import { count, goroutines, percent, t } from '../l10n';
import type { ClusterRow } from '../model';
import { visible } from '../names';
import { ExpectedNote } from '../shell/expectedNote';
import { Stack } from '../shell/stack';
import { VerdictMark } from '../shell/verdict';
import type { PanelString } from '../strings';

interface ClusterDetailProps {
  readonly row: ClusterRow | undefined;
  readonly frames: readonly WireFrame[];
}

export function ClusterDetail({ row, frames }: ClusterDetailProps) {
  return (
    <section class="split-side" aria-label={t('Stack of the selected cluster')}>
      {row ? (
        <Detail row={row} frames={frames} />
      ) : (
        <p class="muted">{t('Select a cluster to see its stack.')}</p>
      )}
    </section>
  );
}

function Detail({
  row,
  frames,
}: {
  readonly row: ClusterRow;
  readonly frames: readonly WireFrame[];
}) {
  const { cluster, finding } = row;
  return (
    <>
      <div class="detail-facts">
        <header class="detail-head">
          <VerdictMark verdict={row.verdict} />
          <span>
            {goroutines(cluster.count)} · {percent(row.share)}
          </span>
        </header>
        {finding && <p class="message">{visible(finding.message)}</p>}
        {finding && <ExpectedNote finding={finding} />}
        <p class="muted">{facts(cluster).join(' ')}</p>
        {finding && <Evidence finding={finding} />}
        <Labels cluster={cluster} />
        <Ids cluster={cluster} />
      </div>
      <Stack
        of="current"
        frames={frames}
        stack={cluster.stack}
        siteIndex={cluster.siteIndex}
        createdBy={cluster.createdBy}
        createdByInferred={cluster.createdByInferred}
      />
    </>
  );
}

function Evidence({ finding }: { readonly finding: WireFinding }) {
  const reason = anchorReasons[finding.anchorReason];
  return (
    <>
      {finding.evidence.length > 0 && <h3>{t('Why')}</h3>}
      <ul class="evidence">
        {finding.evidence.map((evidence, index) => (
          <li key={index}>
            <span class="points">
              {evidence.points === undefined ? '•' : points(evidence.points)}
            </span>
            <span>{visible(evidence.text)}</span>
          </li>
        ))}
      </ul>
      {finding.repairs?.[0] !== undefined && (
        <>
          <h3>{t('What helps')}</h3>
          <p>{visible(finding.repairs[0])}</p>
        </>
      )}
      {!finding.anchor && reason && (
        <p class="muted">{t('No line carries this finding: {0}.', t(reason))}</p>
      )}
    </>
  );
}

const anchorReasons: Readonly<Partial<Record<string, PanelString>>> = {
  'no file': 'no file',
  'source differs': 'source differs',
  'not your code': 'not your code',
};

function points(n: number): string {
  return n > 0 ? t('+{0}', n) : String(n).replace('-', '−');
}

function facts(cluster: WireCluster): readonly string[] {
  const { waitMinutes, leaked, locked } = cluster;
  const age =
    waitMinutes === undefined
      ? t('No waiting time is printed.')
      : waitMinutes.min === waitMinutes.max
        ? t('Waiting about {0}.', waitMinutes.oldest)
        : t('Waiting {0}, approximately.', waitMinutes.range);
  return [
    age,
    ...(leaked > 0 ? [t('{0} marked (leaked)', count(leaked))] : []),
    ...(locked > 0 ? [t('{0} locked to a thread', count(locked))] : []),
  ];
}

function Labels({ cluster }: { readonly cluster: WireCluster }) {
  if (cluster.labels.length === 0) return null;
  return (
    <>
      <h3>{t('Labels')}</h3>
      <ul class="labels">
        {cluster.labels.map(({ key, value, count: n }) => (
          <li key={`${key}=${value}`}>
            <code>{visible(`${key}=${value}`)}</code>
            <span class="muted">{t('{0} of {1}', count(n), count(cluster.count))}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Ids({ cluster }: { readonly cluster: WireCluster }) {
  if (cluster.ids.length === 0) return null;
  const isCut = cluster.ids.length < cluster.count;
  return (
    <details class="ids">
      <summary>
        {t('Goroutine ids')}
        {isCut && <span class="muted"> ({t('first {0}', cluster.ids.length)})</span>}
      </summary>
      <p>{cluster.ids.join(' ')}</p>
    </details>
  );
}
