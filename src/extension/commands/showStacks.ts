import type { Run } from '../app';
import { clusterNodeOf } from './arguments';

/** "Show Stacks": the panel, with the cluster of a lens, a hover, a quick fix or the tree selected. */
export const showStacks: Run = (app, argument) => {
  const signature = clusterNodeOf(argument)?.finding.signature ?? argument;
  if (typeof signature === 'string') app.panel.show({ page: 'clusters', signature });
  else app.panel.show();
};
