/** The counts over time as a uPlot chart in the editor's colours. */
import uPlot from 'uplot';
import type { PanelSnapshot } from '../../protocol/panel';
import { count, time } from '../l10n';
import type { Theme } from '../theme';

export interface ChartInput {
  /** Oldest first. */
  readonly snapshots: readonly PanelSnapshot[];
  /** Source whose line is drawn in the accent colour. */
  readonly source: string | undefined;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** The capture under the pointer, by its index. */
  readonly onPoint: (index: number) => void;
}

/** Draws into `parent`; the caller destroys the chart. */
export function drawChart(parent: HTMLElement, input: ChartInput): uPlot {
  return new uPlot(options(input), data(input), parent);
}

/** Lines join captures of one source alone: two programs have no common trend. */
function data({ snapshots }: ChartInput): uPlot.AlignedData {
  const xs = snapshots.map(snapshot => snapshot.takenAt / 1000);
  const lines = sourcesOf(snapshots).map(source =>
    snapshots.map(snapshot => (snapshot.source === source ? snapshot.total : undefined)),
  );
  return [xs, ...lines];
}

function options(input: ChartInput): uPlot.Options {
  const { theme, width, height, snapshots } = input;
  const last = snapshots.at(-1)?.takenAt ?? 0;
  const axis = {
    stroke: theme.foreground,
    font: theme.font,
    grid: { stroke: theme.line, width: 1, show: true },
    ticks: { show: false },
  };
  return {
    width,
    height,
    padding: [8, 32, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 9 } },
    scales: {
      // Of a single capture uPlot makes a range of years.
      x: {
        range: (_, min, max) => (snapshots.length === 1 ? [min - 60, min + 60] : [min, max]),
      },
      y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        space: 110,
        values: (_, splits) => splits.map(at => time(at * 1000, last)),
      },
      { ...axis, size: 76, values: (_, splits) => splits.map(count) },
    ],
    series: [{}, ...sourcesOf(snapshots).map(source => line(source, input))],
    hooks: {
      setCursor: [
        chart => {
          if (typeof chart.cursor.idx === 'number') input.onPoint(chart.cursor.idx);
        },
      ],
    },
  };
}

function line(source: string, { source: accented, theme }: ChartInput): uPlot.Series {
  const isAccented = source === accented || accented === undefined;
  const stroke = isAccented ? theme.accent : theme.muted;
  return {
    label: source,
    stroke,
    width: isAccented ? 2 : 1,
    ...(isAccented ? {} : { dash: [4, 4] }),
    points: { show: true, size: 7, stroke, fill: theme.background },
  };
}

function sourcesOf(snapshots: readonly PanelSnapshot[]): readonly string[] {
  return [...new Set(snapshots.map(snapshot => snapshot.source))];
}
