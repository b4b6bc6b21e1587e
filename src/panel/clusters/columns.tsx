/** Columns of the cluster table. */
import type { Verdict } from '../../core/goroutine';
import type { WireFrame } from '../../protocol/lsp';
import { count, percent, t } from '../l10n';
import type { ClusterRow } from '../model';
import { shortFunction, shortPlace, visible } from '../names';
import { FrameLink } from '../shell/stack';
import { VerdictMark } from '../shell/verdict';
import { compareText } from '../table/sort';
import type { Column } from '../table/sort';

const rank: Readonly<Record<Verdict, number>> = {
  proven: 0,
  likely: 1,
  suspect: 2,
  unknown: 3,
  idle: 4,
};

/** Titles are in the display language, which the first state tells: so they are not constants. */
export function clusterColumns(): readonly Column<ClusterRow>[] {
  return [
    {
      id: 'count',
      title: t('Count'),
      render: row => count(row.cluster.count),
      compare: (a, b) => a.cluster.count - b.cluster.count,
      descendingFirst: true,
    },
    {
      id: 'share',
      title: t('Share'),
      render: row => percent(row.share),
      compare: (a, b) => a.share - b.share,
      descendingFirst: true,
    },
    {
      id: 'verdict',
      title: t('Verdict'),
      render: row => <VerdictMark verdict={row.verdict} />,
      compare: (a, b) => rank[a.verdict] - rank[b.verdict],
    },
    {
      id: 'state',
      title: t('State'),
      render: row => stateText(row),
      compare: (a, b) => compareText(a.state, b.state),
    },
    {
      id: 'oldest',
      title: t('Oldest'),
      render: row => (row.oldest === undefined ? '' : t('~{0}', row.oldest)),
      compare: (a, b) => (a.wait ?? -1) - (b.wait ?? -1),
      descendingFirst: true,
    },
    {
      id: 'site',
      title: t('Blocked in'),
      render: row => frameCell(row.site, row.stack[row.cluster.siteIndex ?? 0]) ?? <NoStack />,
      compare: (a, b) => compareText(a.site?.func ?? '', b.site?.func ?? ''),
    },
    {
      id: 'creator',
      title: t('Started by'),
      render: row => frameCell(row.createdBy, row.cluster.createdBy),
      compare: (a, b) => compareText(a.createdBy?.func ?? '', b.createdBy?.func ?? ''),
    },
  ];
}

function frameCell(frame: WireFrame | undefined, index: number | undefined) {
  if (!frame || index === undefined) return undefined;
  return <FrameCell of="current" frame={frame} index={index} />;
}

/** Go prints none for some system goroutines. */
export function NoStack() {
  return <span class="muted">{t('no stack')}</span>;
}

interface FrameCellProps {
  readonly of: 'current' | 'comparison';
  readonly frame: WireFrame;
  readonly index: number;
}

/** Function and place; the place is the link, so that a click on the name selects the row. */
export function FrameCell({ of, frame, index }: FrameCellProps) {
  return (
    <>
      <span class="func" title={visible(frame.func)}>
        {shortFunction(frame.func)}
      </span>
      {frame.file !== undefined && (
        <FrameLink of={of} index={index} frame={frame}>
          {shortPlace(frame)}
        </FrameLink>
      )}
    </>
  );
}

function stateText({ state, cluster }: ClusterRow): string {
  return cluster.stateInferred ? t('{0} (inferred)', state) : state;
}
