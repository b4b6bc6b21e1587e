import type { Run } from '../app';

/** "Open Analysis". */
export const showPanel: Run = app => {
  app.panel.show();
};
