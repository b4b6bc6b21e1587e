/** The row of column titles; a title that can be sorted by is a button. */
import { Icon } from '../shell/icon';
import type { Column, Sort } from './sort';

interface HeaderProps<T> {
  readonly columns: readonly Column<T>[];
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
}

export function Header<T>({ columns, sort, onSort }: HeaderProps<T>) {
  return (
    <div class="table-head" role="row" aria-rowindex={1}>
      {columns.map(column => {
        const isSorted = sort?.column === column.id;
        const direction = sort?.descending ? 'descending' : 'ascending';
        const next = isSorted ? !sort.descending : (column.descendingFirst ?? false);
        return (
          <div
            key={column.id}
            class={`cell ${column.id}`}
            role="columnheader"
            aria-sort={column.compare && onSort ? (isSorted ? direction : 'none') : undefined}
          >
            {column.compare && onSort ? (
              <button class="sort" onClick={() => onSort({ column: column.id, descending: next })}>
                <span>{column.title}</span>
                {isSorted && <Icon name={sort.descending ? 'triangle-down' : 'triangle-up'} />}
              </button>
            ) : (
              <span>{column.title}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}
