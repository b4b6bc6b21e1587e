/** The rules, in the order in which their hits are shown. */
import type { Rule } from './rule';
import { addInGoroutine } from './rules/addInGoroutine';
import { aggregate } from './rules/aggregate';
import { blockedUnderLock } from './rules/blockedUnderLock';
import { doubleLock } from './rules/doubleLock';
import { doubleSend } from './rules/doubleSend';
import { earlyReturn } from './rules/earlyReturn';
import { drainedTimer } from './rules/drainedTimer';
import { fewReceives } from './rules/fewReceives';
import { lockKept } from './rules/lockKept';
import { lostCancel } from './rules/lostCancel';
import { neverClosed } from './rules/neverClosed';
import { neverSignalled } from './rules/neverSignalled';
import { nilChannel } from './rules/nilChannel';
import { noPartner } from './rules/noPartner';
import { tickerRange } from './rules/tickerRange';
import { slotKept } from './rules/slotKept';
import { timeout } from './rules/timeout';
import { waitBeforeDrain } from './rules/waitBeforeDrain';
import { waitGroup } from './rules/waitGroup';

export const rules: readonly Rule[] = [
  timeout,
  earlyReturn,
  aggregate,
  fewReceives,
  doubleSend,
  nilChannel,
  noPartner,
  waitBeforeDrain,
  neverClosed,
  lostCancel,
  tickerRange,
  doubleLock,
  lockKept,
  waitGroup,
  neverSignalled,
  addInGoroutine,
  slotKept,
  drainedTimer,
  blockedUnderLock,
];
