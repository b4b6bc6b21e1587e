/** What terminals, editors and clipboards leave in a line: nothing of it is text. */

/**
 * A line that may hold noise: carriage returns, terminal sequences (real, or as viewers show them: `^[[31m`, `ESC[31m`,
 * `[31m`), blanks that are no blanks, characters without width, and `^M`.
 */
const noisy = new RegExp(
  String.raw`[\r\u001b\u00a0\u200b-\u200d\u2060\ufeff\u3000]|\^[M[]|ESC\[|\[\d[\d;]*m`,
);
const invisible = /[\u200b-\u200d\u2060\ufeff]/g;
/** Colours and cursor moves; titles and links of a terminal end in a bell. */
const sequences = new RegExp(
  String.raw`(?:\u001b|\^\[|ESC)\[[0-9;?]{0,30}[A-Za-z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?`,
  'g',
);
/** A colour whose escape was lost on the way: only at the ends of a line it is told from text. */
const bareColour = /^(\s*)(?:\[\d[\d;]{0,20}m)+|(?:\[0?m){1,3}$/g;

/** The line without carriage returns at its end, terminal colours, and characters that nobody sees. */
export function withoutNoise(line: string): string {
  if (!noisy.test(line)) return line;
  const text = withoutReturns(line)
    .replace(sequences, '')
    .replace(bareColour, '$1')
    .replace(invisible, '');
  const plain = withoutReturns(text.endsWith('^M') ? text.slice(0, -2) : text);
  // A path may hold such a blank; lines that Go indents by a tab are not retyped by a renderer.
  return plain.startsWith('\t') ? plain : plain.replace(/[\u00a0\u3000]/g, ' ');
}

/** The line without the carriage returns at its end: some have more than one. */
export function withoutReturns(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end--;
  return end < line.length ? line.slice(0, end) : line;
}
