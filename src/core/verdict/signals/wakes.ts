import { weight } from '../weights';
import type { Signal, SignalOf } from '../facts';

/** G: a case of the select that ends the wait some day. */
export const wakes: SignalOf = ({ source }) => {
  const all = source?.wakes ?? [];
  const timer = all.find(({ kind }) => kind === 'timer' || kind === 'ticker');
  if (timer) return [signal('G.timer', timer.line, weight.wakes.timer)];
  const context = all.find(({ kind }) => kind === 'context');
  if (context) return [signal('G.context', context.line, weight.wakes.context)];
  const background = all.find(({ kind }) => kind === 'background-context');
  return background ? [signal('G.background', background.line, 0)] : [];
};

function signal(id: string, line: number, points: number): Signal {
  return { kind: 'G', text: { id, args: [line] }, points };
}
