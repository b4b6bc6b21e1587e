/** Text out of a dump is hostile: it may hold escape sequences, or characters that reverse what is read. */

/** Control characters, bidirectional overrides, zero-width and line separators. */
const unsafe = new RegExp(
  String.raw`[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]`,
  'g',
);

/** The text with every such character shown as `\u202e`, so that a terminal or an editor cannot obey it. */
export function escapeControls(text: string): string {
  return text.replace(
    unsafe,
    char => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
