/** Which files a dump may lead to. A path in a dump is a hint, not a right to open anything. */
import fs from 'node:fs';
import path from 'node:path';

/**
 * Answers whether a file, symbolic links resolved, is a regular file inside one of `folders` (resolved too). Network
 * shares and device names are refused before the file system is asked: asking is what would leak.
 */
export function createOpenGuard(folders: readonly string[]): (file: string) => boolean {
  const real = folders.map(realPath).filter(folder => folder !== undefined);
  return file => {
    if (!path.isAbsolute(file) || file.includes('\0') || /^[\\/]{2}/.test(file)) return false;
    const target = realPath(file);
    return target !== undefined && isFile(target) && real.some(folder => isInside(target, folder));
  };
}

/** True when `file` lies in `folder` or below; both absolute and normalised. */
export function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative !== '' &&
    relative !== '..' &&
    !relative.startsWith('..' + path.sep) &&
    !path.isAbsolute(relative)
  );
}

function realPath(file: string): string | undefined {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return undefined;
  }
}

function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
