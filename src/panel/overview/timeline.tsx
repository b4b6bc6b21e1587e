/** Goroutines per capture: a chart for the eye and the arrow keys, and the same as a table. */
import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PanelSnapshot } from '../../protocol/panel';
import { post } from '../host';
import { count, dateTime, goroutines, t, time } from '../l10n';
import { visible } from '../names';
import { Icon } from '../shell/icon';
import { useSize } from '../shell/useSize';
import { useTheme } from '../shell/useTheme';
import { drawChart } from './chart';

interface TimelineProps {
  /** Oldest first. */
  readonly snapshots: readonly PanelSnapshot[];
  readonly current: string | undefined;
}

export function Timeline({ snapshots, current }: TimelineProps) {
  const [isTable, setTable] = useState(false);
  const series = useMemo(() => seriesOf(snapshots, current), [snapshots, current]);
  return (
    <section class="card" aria-labelledby="timeline-title">
      <div class="card-head">
        <h2 id="timeline-title">{t('Goroutines per capture')}</h2>
        <button class="secondary small" onClick={() => setTable(!isTable)}>
          <Icon name={isTable ? 'graph' : 'list-flat'} />
          {isTable ? t('Show as Chart') : t('Show as Table')}
        </button>
      </div>
      {isTable ? (
        <CaptureTable snapshots={snapshots} current={current} />
      ) : (
        <Chart snapshots={series} current={current} />
      )}
      {!isTable && series.length < snapshots.length && (
        <p class="muted">
          {t('Captures of {0} alone; the table lists all.', visible(series[0]?.source ?? ''))}
        </p>
      )}
      {snapshots.length === 1 && (
        <p class="muted">
          {t('One capture so far: capture again to see whether the count grows.')}
        </p>
      )}
    </section>
  );
}

/** The captures of the program that is shown, where there are several: another one's size would flatten their curve. */
function seriesOf(
  snapshots: readonly PanelSnapshot[],
  current: string | undefined,
): readonly PanelSnapshot[] {
  const source = snapshots.find(({ id }) => id === current)?.source;
  const own = snapshots.filter(snapshot => snapshot.source === source);
  return own.length > 1 ? own : snapshots;
}

function Chart({ snapshots, current }: TimelineProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const theme = useTheme();
  const shownIndex = snapshots.findIndex(snapshot => snapshot.id === current);
  const [point, setPoint] = useState<number | undefined>(undefined);
  const index = Math.min(point ?? Math.max(0, shownIndex), snapshots.length - 1);
  useEffect(() => {
    if (!box.current || size.width === 0) return undefined;
    const chart = drawChart(box.current, {
      snapshots,
      source: snapshots[shownIndex]?.source,
      theme,
      width: size.width,
      height: chartHeight,
      onPoint: setPoint,
    });
    return () => chart.destroy();
  }, [snapshots, shownIndex, size.width, theme]);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: snapshots.length - 1,
    };
    const target = moves[event.key];
    const snapshot = snapshots[index];
    if (target !== undefined) setPoint(Math.max(0, Math.min(snapshots.length - 1, target)));
    else if (event.key === 'Enter' && snapshot) post({ type: 'show', snapshot: snapshot.id });
    else return;
    event.preventDefault();
  };
  const show = () => {
    const snapshot = snapshots[index];
    if (snapshot) post({ type: 'show', snapshot: snapshot.id });
  };
  return (
    <>
      <div
        ref={box}
        class="chart"
        role="img"
        tabIndex={0}
        aria-label={summary(snapshots)}
        onKeyDown={onKeyDown}
        onClick={show}
      />
      <p class="chart-point" role="status">
        {pointText(snapshots[index], snapshots.at(-1)?.takenAt ?? 0)}
      </p>
    </>
  );
}

function CaptureTable({ snapshots, current }: TimelineProps) {
  return (
    <div class="plain-scroll">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">{t('Captured')}</th>
            <th scope="col">{t('Source')}</th>
            <th scope="col" class="number">
              {t('Goroutines')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...snapshots].reverse().map(snapshot => (
            <tr key={snapshot.id} aria-current={snapshot.id === current ? 'true' : undefined}>
              <td>
                <button class="link" onClick={() => post({ type: 'show', snapshot: snapshot.id })}>
                  {dateTime(snapshot.takenAt)}
                </button>
              </td>
              <td>{visible(snapshot.source)}</td>
              <td class="number">
                {snapshot.truncated
                  ? t('at least {0}', count(snapshot.total))
                  : count(snapshot.total)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const chartHeight = 220;

function pointText(snapshot: PanelSnapshot | undefined, today: number): string {
  if (!snapshot) return '';
  const total = goroutines(snapshot.total, snapshot.truncated);
  return t('{0} · {1} · {2}', time(snapshot.takenAt, today), total, visible(snapshot.source));
}

function summary(snapshots: readonly PanelSnapshot[]): string {
  const totals = snapshots.map(snapshot => snapshot.total);
  return t(
    'Goroutines per capture: {0} captures, from {1} to {2}. Arrow keys move between captures.',
    count(snapshots.length),
    count(totals[0] ?? 0),
    count(totals.at(-1) ?? 0),
  );
}
