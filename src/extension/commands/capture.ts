import type { App, Run } from '../app';
import { editedAddress, pickTarget } from '../address';
import { runCapture } from '../captureFlow';
import type { ChosenTarget } from '../targets';
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
  target: ChosenTarget | undefined,
  full: boolean,
): Promise<void> {
  if (!target) return;
  const editAddress = async () => captureTarget(app, await editedAddress(app, target), full);
  await runCapture(app, { target, full, editAddress });
}
