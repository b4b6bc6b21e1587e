/** Columns and their order. */
import type { ComponentChildren } from 'preact';

export interface Column<T> {
  /** Also the class of its cells. */
  readonly id: string;
  readonly title: string;
  readonly render: (row: T) => ComponentChildren;
  /** Ascending; a column without it cannot be sorted by. */
  readonly compare?: (a: T, b: T) => number;
  /** Numbers: the first click shows the largest. */
  readonly descendingFirst?: boolean;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** A sorted copy; ties keep the order of the wire, which is total. */
export function sorted<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Sort) {
  const compare = columns.find(column => column.id === sort.column)?.compare;
  if (!compare) return rows;
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(a, b));
}

/** Order of code units: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
