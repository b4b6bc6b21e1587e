import type { Target } from '../../capture/target';
import type { App, Run } from '../app';
import { pickTarget, typeAddress } from '../address';
import { runCapture } from '../captureFlow';
import { requireTrust } from '../trust';

/** "Capture Goroutines": pick or type an address, capture it, open the leaking line. */
export const capture: Run = async app => {
  if (!(await requireTrust())) return;
  app.server.warmUp();
  await captureTarget(app, await pickTarget(app), false);
};

/** Captures, and lets a failure lead back to the address. */
export async function captureTarget(
  app: App,
  target: Target | undefined,
  full: boolean,
): Promise<void> {
  if (!target) return;
  const address = target.socketPath === undefined ? target.base : `unix:${target.socketPath}`;
  const editAddress = async () => captureTarget(app, await typeAddress(app, address), full);
  await runCapture(app, { target, full, editAddress });
}
