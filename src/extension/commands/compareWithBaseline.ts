import type { Run } from '../app';
import { snapshotIdOf } from './arguments';

/** "Compare with Baseline": the snapshot of the menu, else the one that is shown. */
export const compareWithBaseline: Run = async (app, node) => {
  const { baseline, current } = app.session;
  const after = snapshotIdOf(node) ?? current?.meta.id;
  if (baseline === undefined || after === undefined || after === baseline) return;
  await app.session.compare(baseline, after);
  app.panel.show({ page: 'diff' });
};
