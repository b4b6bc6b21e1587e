/** Code that is not the user's own, told without the source at hand. */
import type { Frame } from '../goroutine';
import { versionedFile } from './imports';
import { frameOrigin } from './origin';

/** The standard library, or a module in the module cache: the folder of its version tells. */
export function isForeign(frame: Frame): boolean {
  return frameOrigin(frame, undefined) === 'std' || versionedFile(frame.file ?? '') !== undefined;
}
