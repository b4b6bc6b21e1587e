import type { Run } from '../app';

/** "Restart Language Server": the findings come back with it. */
export const restartServer: Run = app => app.server.restart();
