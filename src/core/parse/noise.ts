/** What terminals, editors and clipboards leave in a line: nothing of it is text. */

/**
 * A line that may hold noise: carriage returns, terminal sequences (real, or as viewers show them: `^[[31m`, `ESC[31m`,
 * `[31m`), blanks that are no blanks, characters without width, and `^M`.
 */
const noisy = new RegExp(
  String.raw`[\0\f\r\u001b\u00a0\u00ad\u200b-\u200f\u2060\u2217\ufeff\u3000\ufb00-\ufb04]|\^[M[]|ESC\[|\[\d[\d;]*m|_x000D_|##\[[a-z]`,
);
const invisible = /[\0\f\u00ad\u200b-\u200f\u2060\ufeff]/g;
/** What a terminal was told to conceal: build servers keep notes to themselves so. */
const concealed = new RegExp(String.raw`\u001b\[8m[^\u001b]*(?:\u001b\[0?m)?`, 'g');
/** How print renders letters and stars, and a copy out of it keeps them. */
const glyphs = /[\ufb00-\ufb04\u2217]/g;
const plainGlyphs = ['ff', 'fi', 'fl', 'ffi', 'ffl'];
/** Colours and cursor moves; titles and links of a terminal end in a bell. */
const sequences = new RegExp(
  String.raw`(?:\u001b|\^\[|ESC)\[[0-9;?]{0,30}[A-Za-z~]|\u001b[\]_][^\u0007\u001b]*(?:\u0007|\u001b\\)?`,
  'g',
);
/** A colour whose escape was lost on the way: only at the ends of a line it is told from text. */
const bareColour = /^(\s*)(?:\[\d[\d;]{0,20}m)+|(?:\[0?m){1,3}$/g;

/** The line without carriage returns at its end, terminal colours, and characters that nobody sees. */
export function withoutNoise(line: string): string {
  if (!noisy.test(line)) return line;
  const text = withoutReturns(line)
    .replace(concealed, '')
    .replace(sequences, '')
    .replace(bareColour, '$1')
    .replace(invisible, '')
    .replace(/^(\S{0,40} ?)##\[[a-z]{4,9}\](?=gorout|panic: |fatal error: |SIGQUIT: )/, '$1')
    .replace(/_x000D_$/, '');
  const plain = withoutReturns(text.endsWith('^M') ? text.slice(0, -2) : text);
  // A path or a label may hold such characters; lines that Go indents by a tab are not retyped by a renderer.
  return plain.startsWith('\t') ? plain : retyped(plain);
}

function retyped(text: string): string {
  const spaced = text.replace(/\u00c2?\u00a0|\u3000/g, ' ');
  if (spaced.includes('"')) return spaced;
  return spaced.replace(glyphs, glyph => plainGlyphs[glyph.charCodeAt(0) - 0xfb00] ?? '*');
}

/** The line without the carriage returns at its end: some have more than one. */
export function withoutReturns(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end--;
  return end < line.length ? line.slice(0, end) : line;
}

/** The line without the right edge of the table or box that it stands in. */
export function withoutBorder(line: string): string {
  return /[|│┃║]\s*$/.test(line) ? line.replace(/\s+[|│┃║]\s*$/, '') : line;
}
