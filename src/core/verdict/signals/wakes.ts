import type { CohortFacts } from '../../cohort/cohorts';
import { weight } from '../weights';
import type { Signal, SignalOf } from '../facts';

/** G: a case of the select that ends the wait some day. */
export const wakes: SignalOf = ({ source, cohort }) => {
  const all = source?.wakes ?? [];
  const timer = all.find(({ kind }) => kind === 'timer' || kind === 'ticker');
  // Who wakes in an endless loop comes back: where more and more of them come and none ends, waking is no excuse.
  if (timer?.again && onlyGrows(cohort)) return [signal('G.again', timer.line, 0)];
  if (timer) return [signal('G.timer', timer.line, weight.wakes.timer)];
  const context = all.find(({ kind }) => kind === 'context');
  if (context)
    return [signal('G.context', context.line, onlyGrows(cohort) ? 0 : weight.wakes.context)];
  const background = all.find(({ kind }) => kind === 'background-context');
  return background ? [signal('G.background', background.line, 0)] : [];
};

function onlyGrows(cohort: CohortFacts | undefined): boolean {
  const { births = 0, deaths = 0 } = cohort?.population ?? {};
  return births >= weight.cohort.births && deaths === 0;
}

function signal(id: string, line: number, points: number): Signal {
  return { kind: 'G', text: { id, args: [line] }, points };
}
