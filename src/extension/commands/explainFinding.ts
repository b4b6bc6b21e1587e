import type { Run } from '../app';
import { clusterNodeOf } from './arguments';

/** "Explain Finding": its page in the panel, with the evidence, what would overturn it and what cannot be known. */
export const explainFinding: Run = (app, argument) => {
  const signature = clusterNodeOf(argument)?.finding.signature ?? argument;
  if (typeof signature === 'string') app.panel.show({ signature, page: 'finding' });
};
