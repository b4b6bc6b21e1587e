/** The rules, in the order in which their hits are shown. */
import type { Rule } from './rule';
import { earlyReturn } from './rules/earlyReturn';
import { fewReceives } from './rules/fewReceives';
import { neverClosed } from './rules/neverClosed';
import { noPartner } from './rules/noPartner';
import { timeout } from './rules/timeout';

export const rules: readonly Rule[] = [timeout, earlyReturn, fewReceives, noPartner, neverClosed];
