/** The flame graph itself: one canvas that scrolls, zooms and takes the keyboard. */
import type { RefObject, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { WireFrame } from '../../protocol/lsp';
import { count, t } from '../l10n';
import { useSize } from '../shell/useSize';
import { useTheme } from '../shell/useTheme';
import { draw, flameRow } from './draw';
import { neighbour } from './keys';
import { layOut, rectAt } from './layout';
import type { Rows } from './layout';
import type { Matches } from './search';
import { Tooltip } from './tooltip';
import type { Pointed } from './tooltip';
import type { FlameNode, FlameTree } from './tree';

export interface GraphProps {
  readonly tree: FlameTree;
  readonly frames: readonly WireFrame[];
  readonly focus: FlameNode;
  readonly selected: FlameNode;
  readonly matches: Matches | undefined;
  readonly onSelect: (node: FlameNode) => void;
  readonly onFocus: (node: FlameNode) => void;
  readonly onOpen: (node: FlameNode) => void;
}

export function Graph(props: GraphProps) {
  const { tree, frames, selected } = props;
  const box = useRef<HTMLDivElement>(null);
  const [isFocused, setFocused] = useState(false);
  const [pointed, setPointed] = useState<Pointed | undefined>(undefined);
  const [top, setTop] = useState(0);
  const { canvas, rows, width, height } = usePicture(props, box, top, isFocused);
  useEffect(() => scrollIntoView(box.current, selected.depth), [selected]);

  const nodeAt = (event: TargetedMouseEvent<HTMLElement>) => {
    const row = rows[Math.floor((event.offsetY + top) / flameRow)];
    return rectAt(row, event.offsetX)?.node;
  };
  return (
    <div
      ref={box}
      class="flame"
      role="application"
      aria-label={label(tree)}
      aria-describedby="flame-details"
      tabIndex={0}
      onScroll={event => setTop(event.currentTarget.scrollTop)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onKeyDown={event => {
        if (handleKey(event, props, neighbour(rows, selected, event.key))) event.preventDefault();
      }}
    >
      <canvas
        ref={canvas}
        style={{ width: `${width}px`, height: `${height}px` }}
        onMouseMove={event => {
          const node = nodeAt(event);
          setPointed(node && { node, x: event.clientX, y: event.clientY });
        }}
        onMouseLeave={() => setPointed(undefined)}
        onClick={event => {
          const node = nodeAt(event);
          if (node) handleClick(event, props, node);
        }}
        onDblClick={() => props.onOpen(selected)}
      />
      <div class="flame-rest" style={{ height: `${restOf(rows, height)}px` }} />
      {pointed && <Tooltip pointed={pointed} frames={frames} total={tree.root.count} />}
    </div>
  );
}

/** Lays the graph out and keeps it drawn on the canvas. `top` is how far it is scrolled, in pixels. */
function usePicture(
  { tree, frames, focus, selected, matches }: GraphProps,
  box: RefObject<HTMLElement | null>,
  top: number,
  isFocused: boolean,
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(box);
  const theme = useTheme();
  // Rows are laid out in pages: a stack of a hundred frames is mostly below what is in sight.
  const depths = pageOf(top + height) * rowsPerPage;
  const rows = useMemo(() => layOut(focus, width, depths), [focus, width, depths]);
  useEffect(() => {
    if (!canvas.current || width === 0) return;
    const picture = { rows, frames, total: tree.root.count, theme, selected, matches, isFocused };
    draw(canvas.current, picture, { width, height, top });
  }, [rows, frames, tree, theme, selected, matches, isFocused, width, height, top]);
  return { canvas, rows, width, height };
}

function label(tree: FlameTree): string {
  return t(
    'Flame graph of {0} goroutines. Arrow keys move, Enter zooms, Escape zooms out, O opens the file.',
    count(tree.root.count),
  );
}

/** Scrolling room below the canvas, in pixels. */
function restOf(rows: Rows, height: number): number {
  return Math.max(0, rows.length * flameRow - height);
}

function handleClick(
  event: TargetedMouseEvent<HTMLElement>,
  { onSelect, onFocus, onOpen }: GraphProps,
  node: FlameNode,
): void {
  onSelect(node);
  if (event.ctrlKey || event.metaKey) onOpen(node);
  else onFocus(node);
}

const rowsPerPage = 32;

function pageOf(bottom: number): number {
  return Math.ceil((bottom / flameRow + 1) / rowsPerPage);
}

/** True when the key meant something here. */
function handleKey(
  event: TargetedKeyboardEvent<HTMLDivElement>,
  { tree, focus, selected, onSelect, onFocus, onOpen }: GraphProps,
  next: FlameNode | undefined,
): boolean {
  const { key } = event;
  if (key.startsWith('Arrow') || key === 'Home') {
    if (next) onSelect(next);
    return true;
  }
  if (key === 'Enter' && (event.ctrlKey || event.metaKey)) onOpen(selected);
  else if (key === 'Enter') onFocus(selected);
  else if (key === 'o' || key === 'O') onOpen(selected);
  else if (key === 'Escape') onFocus(focus.parent ?? tree.root);
  else return false;
  return true;
}

function scrollIntoView(box: HTMLElement | null, depth: number): void {
  if (!box) return;
  const y = depth * flameRow;
  if (y < box.scrollTop) box.scrollTop = y;
  else if (y + flameRow > box.scrollTop + box.clientHeight)
    box.scrollTop = y + flameRow - box.clientHeight;
}
