import type { Run } from '../app';

/** "Show Hidden Findings": what the ignore list hides stands in the Findings view too, with its reason. */
export const showHidden: Run = app => app.session.showHidden(true);

/** "Hide Expected Findings". */
export const hideHidden: Run = app => app.session.showHidden(false);
