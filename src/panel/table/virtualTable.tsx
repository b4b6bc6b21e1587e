/** A table of any length that a keyboard and a screen reader can walk: only the rows in sight are in the document. */
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Header } from './header';
import type { Column, Sort } from './sort';
import { useVirtualRows } from './useVirtualRows';

export interface TreeRow {
  /** 1-based. */
  readonly level: number;
  readonly expanded: boolean | undefined;
}

export interface VirtualTableProps<T> {
  /** What the table is, for screen readers. */
  readonly label: string;
  /** Decides the widths of the columns, in panel.css. */
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly selected: string | undefined;
  readonly onSelect: (row: T) => void;
  /** Enter or double click. */
  readonly onActivate?: (row: T) => void;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  /** Makes the table a tree grid. */
  readonly treeRow?: (row: T) => TreeRow;
  /** Left and Right in a tree grid. */
  readonly onExpand?: (row: T, expanded: boolean) => void;
  /** Shown when there is no row. */
  readonly empty?: ComponentChildren;
}

export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { label, name, columns, rows, keyOf, selected, treeRow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualRows(rows.length, scroller);
  const active = selected === undefined ? -1 : rows.findIndex(row => keyOf(row) === selected);
  const { scrollTo } = virtual;
  useEffect(() => {
    if (active >= 0) scrollTo(active);
    // Only a new selection or order scrolls: the reader may have scrolled away on purpose.
  }, [active, rows]);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    if (event.target !== scroller.current) return;
    if (handleKey(event.key, active, virtual.page, props)) event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      class={`table ${name}`}
      role={treeRow ? 'treegrid' : 'grid'}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <Header {...props} />
      {rows.length === 0 && <div class="table-empty">{props.empty}</div>}
      <div class="table-body" role="rowgroup" style={{ height: `${virtual.height}px` }}>
        {virtual.items.map(item => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <Row
              key={keyOf(row)}
              table={props}
              row={row}
              index={item.index}
              top={item.start}
              id={`${id}-${item.index}`}
              isSelected={item.index === active}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps<T> {
  readonly table: VirtualTableProps<T>;
  readonly row: T;
  readonly index: number;
  readonly top: number;
  readonly id: string;
  readonly isSelected: boolean;
}

function Row<T>({ table, row, index, top, id, isSelected }: RowProps<T>) {
  const tree = table.treeRow?.(row);
  return (
    <div
      id={id}
      class="table-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-level={tree?.level}
      aria-expanded={tree?.expanded}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => table.onSelect(row)}
      onDblClick={() => table.onActivate?.(row)}
    >
      {table.columns.map(column => (
        <div key={column.id} class={`cell ${column.id}`} role="gridcell">
          {column.render(row)}
        </div>
      ))}
    </div>
  );
}

/** True when the key meant something here. `active` is -1 while nothing is selected. */
function handleKey<T>(
  key: string,
  active: number,
  page: number,
  { rows, onSelect, onActivate, onExpand }: VirtualTableProps<T>,
): boolean {
  const last = rows.length - 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active < 0 ? last : active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: last,
  };
  const target = targets[key];
  const current = rows[active];
  if (target !== undefined) {
    const row = rows[Math.max(0, Math.min(last, target))];
    if (row !== undefined) onSelect(row);
    return true;
  }
  if (current === undefined) return false;
  if (key === 'Enter' && onActivate) onActivate(current);
  else if (key === 'ArrowRight' && onExpand) onExpand(current, true);
  else if (key === 'ArrowLeft' && onExpand) onExpand(current, false);
  else return false;
  return true;
}
