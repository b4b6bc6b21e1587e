import type { Run } from '../app';

/** "Clear Findings": nothing is deleted; the snapshot can be shown again. */
export const clear: Run = app => app.session.clear();
