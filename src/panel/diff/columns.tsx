/** Columns of the comparison. */
import { count, signed, t } from '../l10n';
import type { ChangeRow } from '../model';
import { FrameCell, NoStack } from '../clusters/columns';
import { Icon } from '../shell/icon';
import type { IconName } from '../shell/icon';
import { compareText } from '../table/sort';
import type { Column } from '../table/sort';

/** Titles are in the display language, which the first state tells: so they are not constants. */
export function changeColumns(isCheck: boolean): readonly Column<ChangeRow>[] {
  return [
    ...(isCheck ? [survivorColumn()] : []),
    {
      id: 'before',
      title: t('Before'),
      render: row => count(row.wire.before),
      compare: (a, b) => a.wire.before - b.wire.before,
      descendingFirst: true,
    },
    {
      id: 'after',
      title: t('After'),
      render: row => (
        <>
          <span class="arrow" aria-hidden="true">
            →
          </span>
          {count(row.wire.after)}
        </>
      ),
      compare: (a, b) => a.wire.after - b.wire.after,
      descendingFirst: true,
    },
    {
      id: 'delta',
      title: t('Change'),
      render: row => <Delta delta={row.delta} />,
      compare: (a, b) => a.delta - b.delta,
      descendingFirst: true,
    },
    {
      id: 'kind',
      title: '',
      render: row => <span class={`badge ${row.change}`}>{t(row.change)}</span>,
    },
    {
      id: 'state',
      title: t('State'),
      render: row => row.state,
      compare: (a, b) => compareText(a.state, b.state),
    },
    { id: 'site', title: t('Blocked in'), render: siteCell, compare: compareSites },
  ];
}

/** Of a leak check: the goroutines that the use started and that did not end. */
function survivorColumn(): Column<ChangeRow> {
  return {
    id: 'survivors',
    title: t('Stayed'),
    render: ({ wire }) => (wire.survivors === undefined ? '' : count(wire.survivors)),
    compare: (a, b) => (a.wire.survivors ?? 0) - (b.wire.survivors ?? 0),
    descendingFirst: true,
  };
}

/** A difference as glyph and number: more goroutines ▲, fewer ▼. */
export function Delta({ delta }: { readonly delta: number }) {
  const icon: IconName = delta > 0 ? 'triangle-up' : delta < 0 ? 'triangle-down' : 'dash';
  return (
    <span class={`delta ${delta > 0 ? 'more' : delta < 0 ? 'fewer' : 'same'}`}>
      <Icon name={icon} />
      <span>{signed(delta)}</span>
    </span>
  );
}

function siteCell(row: ChangeRow) {
  const index = row.stack[row.wire.siteIndex ?? 0];
  if (!row.site || index === undefined) return <NoStack />;
  return <FrameCell of="comparison" frame={row.site} index={index} />;
}

function compareSites(a: ChangeRow, b: ChangeRow): number {
  return compareText(a.site?.func ?? '', b.site?.func ?? '');
}
