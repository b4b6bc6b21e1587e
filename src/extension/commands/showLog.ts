import type { Run } from '../app';

/** "Show Log". */
export const showLog: Run = app => {
  app.log.show();
};
