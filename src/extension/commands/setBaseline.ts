import type { Run } from '../app';
import { snapshotIdOf } from './arguments';

/** "Set as Baseline": the snapshot of the menu, else the one that is shown. */
export const setBaseline: Run = async (app, node) => {
  const id = snapshotIdOf(node) ?? app.session.current?.meta.id;
  if (id !== undefined) await app.session.setBaseline(id);
};
