import { idleCatalogue } from '../idleCatalogue';
import type { IdlePattern } from '../idleCatalogue';
import type { Cluster } from '../../goroutine';
import { normaliseSymbol } from '../../symbol';
import { weight } from '../weights';
import { isMain } from '../facts';
import type { SignalOf } from '../facts';

const waitingKinds = new Set([
  'recv',
  'select',
  'waitgroup',
  'sema',
  'io',
  'cond',
  'sleep',
  'chan',
  'select-any',
]);

/** H: a known resting place. Caps the verdict at `idle`. */
export const idle: SignalOf = ({ cluster }) => {
  if (isMain(cluster) && waitingKinds.has(cluster.kind)) return [resting('idle.main')];
  if (cluster.kind === 'runtime') return [resting('idle.runtime')];
  const names = cluster.frames.map(frame => normaliseSymbol(frame.func));
  const creator = cluster.createdBy ? normaliseSymbol(cluster.createdBy.func) : '';
  const pattern = idleCatalogue.find(entry => fits(entry, cluster, names, creator));
  return pattern ? [resting(pattern.reason)] : [];
};

function fits(
  entry: IdlePattern,
  cluster: Cluster,
  names: readonly string[],
  creator: string,
): boolean {
  if (entry.kinds && !entry.kinds.includes(cluster.kind)) return false;
  if (entry.creator && !entry.creator.test(creator)) return false;
  return entry.frame === undefined || names.some(name => entry.frame?.test(name));
}

function resting(id: string) {
  return { kind: 'H', text: { id, args: [] }, points: weight.idle, cap: 'idle' } as const;
}
