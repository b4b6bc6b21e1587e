import type { Run } from '../app';
import { openFrame } from '../openFrame';
import { frameNodeOf } from './arguments';

/** "Open Source Line" of a frame in the tree. */
export const openFrameCommand: Run = async (app, node) => {
  const frame = frameNodeOf(node)?.frame;
  if (frame) await openFrame(app, frame);
};
