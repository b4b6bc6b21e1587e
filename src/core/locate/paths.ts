/**
 * Paths as text. Those in a dump come from another machine and may have either separator; those of this machine are in
 * its own form. Nothing here asks a file system.
 */

/** Parts between separators, empty ones and `.` left out; a drive letter is a part like any other. */
export function segments(file: string): string[] {
  return file.split(/[/\\]/).filter(part => part !== '' && part !== '.');
}

/** Last part of a path; the path itself when it has no separator. */
export function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

/** Everything before the last separator; empty when there is none. */
export function dirName(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'), 0));
}

/** How many parts at the end of two paths are the same. */
export function commonTail(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (
    count < Math.min(a.length, b.length) &&
    a[a.length - 1 - count] === b[b.length - 1 - count]
  )
    count++;
  return count;
}

/**
 * Parts of `file` below `prefix`, which ends on a separator boundary; undefined when it is not below. Case is ignored as
 * soon as one side looks like Windows.
 */
export function below(file: string, prefix: string): string[] | undefined {
  const parts = segments(file);
  const head = segments(prefix);
  const absolute = /^[/\\]/;
  if (absolute.test(file) !== absolute.test(prefix) || head.length > parts.length) return undefined;
  const fold = looksLikeWindows(file) || looksLikeWindows(prefix);
  const same = (a: string | undefined, b: string | undefined): boolean =>
    a === b || (fold && a?.toLowerCase() === b?.toLowerCase());
  return head.every((part, i) => same(part, parts[i])) ? parts.slice(head.length) : undefined;
}

function looksLikeWindows(file: string): boolean {
  return /^[A-Za-z]:[/\\]|\\/.test(file);
}

/** A path out of a dump may not climb: such a part can only be an attempt. */
export function isPlain(parts: readonly string[]): boolean {
  return parts.every(part => part !== '..' && !part.includes('\0'));
}
