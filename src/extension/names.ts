/** Names out of a dump, short enough for a list. They are hostile: what they hold is shown, never obeyed. */

/** `pkg.(*T).Method` of a full symbol. */
export function shortName(func: string): string {
  return visible(func.slice(func.lastIndexOf('/') + 1));
}

/** Last part of a path or URI. */
export function baseName(file: string): string {
  return file.replace(/^.*[/\\]/, '');
}

/** `processor.go:28`; empty where there is no file. */
export function placeLabel(frame: { readonly file?: string; readonly line?: number }): string {
  return frame.file === undefined ? '' : visible(`${baseName(frame.file)}:${frame.line ?? 0}`);
}

/** Control, bidirectional and zero-width characters as `\u202e`: they must not reorder or hide what stands beside them. */
export function visible(text: string): string {
  return text.replace(
    hidden,
    character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

const hidden = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text for a notification, at most 200 characters: VS Code makes links of `[label](command:…)` there, and runs them. */
export function plain(text: string): string {
  return visible(text.slice(0, 200)).replaceAll('](', '] (');
}
