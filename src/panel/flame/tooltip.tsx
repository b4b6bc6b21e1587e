/** What stands under the pointer. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { WireFrame } from '../../protocol/lsp';
import { count, percent, t } from '../l10n';
import { fullPlace } from '../names';
import { nameOf } from './draw';
import type { FlameNode } from './tree';

export interface Pointed {
  readonly node: FlameNode;
  /** Pixels of the window. */
  readonly x: number;
  readonly y: number;
}

interface TooltipProps {
  readonly pointed: Pointed;
  readonly frames: readonly WireFrame[];
  readonly total: number;
}

export function Tooltip({ pointed, frames, total }: TooltipProps) {
  const box = useRef<HTMLDivElement>(null);
  const { node, x, y } = pointed;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { offsetWidth, offsetHeight } = element;
    const left = Math.min(x + gap, window.innerWidth - offsetWidth - gap);
    const isBelow = y + 2 * gap + offsetHeight < window.innerHeight;
    element.style.left = `${Math.max(gap, left)}px`;
    element.style.top = `${isBelow ? y + gap : y - gap - offsetHeight}px`;
  }, [pointed]);
  const frame = node.frame === undefined ? undefined : frames[node.frame];
  return (
    <div ref={box} class="tooltip" aria-hidden="true">
      <div>
        {t(
          '{0} · {1} goroutines · {2} of all',
          nameOf(node),
          count(node.count),
          percent(node.count / Math.max(1, total)),
        )}
      </div>
      {frame && <div class="muted">{fullPlace(frame)}</div>}
    </div>
  );
}

/** Pixels between the pointer and the tooltip. */
const gap = 14;
