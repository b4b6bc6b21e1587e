/** Which rows of a long list are in sight. Rows are all of one height. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { VirtualItem } from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** Pixels; the same as `--row` in panel.css. */
const rowHeight = 22;

export interface VirtualRows {
  /** Rows in sight and a few around them; `start` is measured from below the header. */
  readonly items: readonly VirtualItem[];
  /** Height of all rows in pixels. */
  readonly height: number;
  /** How many rows a page key moves. */
  readonly page: number;
  readonly scrollTo: (index: number) => void;
}

/** Follows the scrolling of `scroller`, whose first row is a header that sticks to the top. */
export function useVirtualRows(
  count: number,
  scroller: RefObject<HTMLElement | null>,
): VirtualRows {
  const [, render] = useReducer<number, void>(n => n + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: rowHeight,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => render(),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    page: Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 0) / rowHeight) - 2),
    scrollTo: index => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
