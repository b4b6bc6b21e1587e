/** Draws the rows in sight on a canvas. Names from a dump are drawn as text, never parsed. */
import type { WireFrame } from '../../protocol/lsp';
import { percent, t } from '../l10n';
import { shortFunction } from '../names';
import type { Theme } from '../theme';
import type { Rect, Rows } from './layout';
import type { Matches } from './search';
import type { FlameNode } from './tree';

/** Pixels. */
export const flameRow = 20;
const padding = 4;
/** Narrower rectangles carry no name. */
const namedFrom = 28;

export interface Picture {
  readonly rows: Rows;
  readonly frames: readonly WireFrame[];
  readonly total: number;
  readonly theme: Theme;
  readonly selected: FlameNode | undefined;
  readonly matches: Matches | undefined;
  /** The canvas has the keyboard: the selected rectangle shows it. */
  readonly isFocused: boolean;
}

/** Draws `width` × `height` CSS pixels of the picture, from `top` pixels below its begin. */
export function draw(
  canvas: HTMLCanvasElement,
  picture: Picture,
  { width, height, top }: { readonly width: number; readonly height: number; readonly top: number },
): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, -top * ratio);
  context.textBaseline = 'middle';
  const first = Math.floor(top / flameRow);
  const last = Math.min(picture.rows.length - 1, Math.floor((top + height) / flameRow));
  for (let depth = first; depth <= last; depth++)
    for (const rect of picture.rows[depth] ?? []) drawRect(context, picture, rect);
  const selected = picture.selected;
  const chosen = selected && picture.rows[selected.depth]?.find(({ node }) => node === selected);
  if (chosen) outline(context, picture, chosen);
}

function drawRect(context: CanvasRenderingContext2D, picture: Picture, rect: Rect): void {
  const { theme, matches } = picture;
  const { node, x } = rect;
  const y = node.depth * flameRow;
  const width = Math.max(narrow, rect.width - 1);
  const isMatch = matches?.holds(node) ?? false;
  context.globalAlpha = matches && !isMatch ? 0.15 : 0.42;
  context.fillStyle = colourOf(picture, node);
  if (theme.contrast === undefined) context.fillRect(x, y, width, flameRow - 1);
  context.globalAlpha = 1;
  if (isMatch) mark(context, theme, x, y, width);
  else if (theme.contrast !== undefined && width > 2) {
    context.lineWidth = 1;
    context.strokeStyle = theme.contrast;
    context.strokeRect(x + 0.5, y + 0.5, width - 1, flameRow - 2);
  }
  if (width >= namedFrom) name(context, picture, rect, matches !== undefined && !isMatch);
}

/** Drawn width of what is narrower than its gap. */
const narrow = 0.5;

/** A match is filled and has a bar below it, so that it shows without colours too. */
function mark(
  context: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
  width: number,
) {
  context.fillStyle = theme.match;
  if (theme.contrast === undefined) context.fillRect(x, y, width, flameRow - 1);
  context.fillStyle = theme.foreground;
  context.fillRect(x, y + flameRow - 4, width, 3);
  if (theme.contrast === undefined) return;
  context.lineWidth = 1;
  context.strokeStyle = theme.focus;
  context.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), flameRow - 2);
}

function name(
  context: CanvasRenderingContext2D,
  { theme, total, frames }: Picture,
  { node, x, width }: Rect,
  isMuted: boolean,
): void {
  const share = percent(node.count / Math.max(1, total));
  const isOwn = originOf(node, frames) === 'own' && !node.isCreator;
  context.font = `${node.isCreator ? 'italic ' : ''}${isOwn ? '600 ' : ''}${theme.font}`;
  context.fillStyle = isMuted ? theme.muted : theme.foreground;
  const room = width - 2 * padding;
  const text = clip(context, nameOf(node), room);
  const y = node.depth * flameRow + flameRow / 2;
  context.fillText(text, x + padding, y);
  const used = context.measureText(text).width;
  context.font = theme.font;
  const shareWidth = context.measureText(share).width;
  if (used + 2 * padding + shareWidth > room) return;
  context.fillStyle = theme.foreground;
  context.fillText(share, x + width - padding - 1 - shareWidth, y);
}

function outline(context: CanvasRenderingContext2D, picture: Picture, { node, x, width }: Rect) {
  const { theme, isFocused } = picture;
  context.lineWidth = isFocused ? 2 : 1;
  context.strokeStyle = isFocused ? theme.focus : theme.foreground;
  const inset = context.lineWidth / 2;
  const wide = Math.max(2, width - 1 - 2 * inset);
  context.strokeRect(x + inset, node.depth * flameRow + inset, wide, flameRow - 1 - 2 * inset);
}

/** What a rectangle is called: the short function, with its role where it is no call. */
export function nameOf(node: FlameNode): string {
  if (!node.parent) return t('All goroutines');
  const short = shortFunction(node.func);
  return node.isCreator ? t('started by {0}', short) : short;
}

/** Cuts text at the end until it fits; a name that would keep less than two letters is left out. */
function clip(context: CanvasRenderingContext2D, text: string, room: number): string {
  const full = context.measureText(text).width;
  if (full <= room) return text;
  // By the average width; letters at the begin may be wider than that.
  let kept = Math.floor((text.length * room) / full) - 1;
  while (kept >= 2 && context.measureText(`${text.slice(0, kept)}…`).width > room) kept--;
  return kept < 2 ? '' : `${text.slice(0, kept)}…`;
}

function originOf(node: FlameNode, frames: readonly WireFrame[]): WireFrame['origin'] {
  return (node.frame === undefined ? undefined : frames[node.frame]?.origin) ?? 'unknown';
}

function colourOf({ theme, frames }: Picture, node: FlameNode): string {
  const origin = originOf(node, frames);
  if (origin === 'own') return theme.own;
  return origin === 'dependency' ? theme.dependency : theme.std;
}
