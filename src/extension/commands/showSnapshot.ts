import type { Run } from '../app';
import { showSnapshot } from '../captureFlow';
import { snapshotIdOf } from './arguments';

/** "Show This Snapshot". */
export const showSnapshotCommand: Run = async (app, node) => {
  const id = snapshotIdOf(node);
  if (id !== undefined) await showSnapshot(app, id);
};
