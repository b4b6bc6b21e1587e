/** Names out of a dump, short enough for a list. */

/** `pkg.(*T).Method` of a full symbol. */
export function shortName(func: string): string {
  return func.slice(func.lastIndexOf('/') + 1);
}

/** Last part of a path or URI. */
export function baseName(file: string): string {
  return file.replace(/^.*[/\\]/, '');
}

/** `processor.go:28`; empty where there is no file. */
export function placeLabel(frame: { readonly file?: string; readonly line?: number }): string {
  return frame.file === undefined ? '' : `${baseName(frame.file)}:${frame.line ?? 0}`;
}
