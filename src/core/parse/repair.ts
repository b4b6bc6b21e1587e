/**
 * What pastes do to the lines of a stack, undone: mark-up, hard wraps, several lines in one. Go prints none of these forms,
 * so that a dump nobody touched passes unchanged.
 */
import { callName, parseCreatedBy } from './frameLine';

/** Longer than any symbol with its arguments: what is not closed until then is no wrapped line. */
const maxJoined = 4096;

/** The line as Go printed it before a renderer took stars and entities for mark-up, and dots for an ellipsis. */
export function withoutMarkup(line: string): string {
  let text = withTabs(line);
  if (text.includes('&')) text = withoutEntities(text);
  if (text.includes('…')) text = text.replace(/\[…\]/g, '[...]');
  // `(*T).` becomes `(_T).`, `(\*T).` or `(T).` with the star lost; only the first two can be told.
  if (text.includes('\\_') || text.includes('\\[')) text = text.replace(/\\([[\]_])/g, '$1');
  if (text.includes('(_') || text.includes('(\\*'))
    text = text.replace(/\.\((?:_|\\\*)([^()_][^()]*)\)\./g, '.(*$1).');
  return text;
}

/** How viewers and logs write the tab before a file. */
const tabMarks = /^(\s*)(?:\^I|→|\\t|<TAB>|\\u0009|\\x09|[#\\]011|&#x?0?9;)+(?=[^\s=])/i;

function withTabs(line: string): string {
  return /^\s*[\^→\\<#&]/.test(line) ? line.replace(tabMarks, '$1\t') : line;
}

/** A header whose brackets markdown has escaped, `goroutine 5 \[select\]:`, without these escapes. */
export function withoutEscapedBrackets(line: string): string {
  return line.includes('\\[') && /oroutine \S+[^[]* \\\[/.test(line)
    ? line.replace(/\\([[\]*_()])/g, '$1')
    : line;
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  gt: '>',
  lt: '<',
  amp: '&',
  quot: '"',
  apos: "'",
  ast: '*',
  lowbar: '_',
  lbrack: '[',
  rbrack: ']',
};

/** The text with the entities of HTML and XML as characters. */
export function withoutEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g,
    (entity, ...parts) => {
      const [decimal, hex, name] = parts as (string | undefined)[];
      if (name !== undefined) return entities[name] ?? entity;
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}

/** A call or a creator whose end the next line must bring: `main.f(0xc0000`, `created by main.f in`. */
export function isOpenEnded(line: string): boolean {
  if (line.length > maxJoined) return false;
  if (/^created by \S+ in(?: [gorutine]{1,9})?$/.test(line)) return true;
  return /^[^\s(]*\.(?:\(\*[^()]*\)\.)?[^\s()]*\([^()]*$/.test(line);
}

/** The symbol of a call whose argument list was never closed. */
export function openCallName(line: string): string {
  return line.slice(0, line.lastIndexOf('('));
}

const placeInLine =
  /\s(?:at )?\(?(\S+\.(?:go|s|c|cc|cpp|h):\d+(?: \+0x[0-9a-f]+)?(?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+)?(?: pc=0x[0-9a-f]+)?)\)?(?=\s|$)/g;

/**
 * Parts a line that holds function and file: `main.f(0x1) /app/main.go:3 +0x1d` → the two lines that Go prints. Whole
 * goroutines on one line too. `undefined` when the line is no such thing.
 */
export function splitOneLine(line: string): string[] | undefined {
  if (!/\) |^created by /.test(line) || /^(?:[./\\]|[A-Za-z]:[\\/])/.test(line)) return undefined;
  const parts: string[] = [];
  let at = 0;
  for (const match of line.matchAll(placeInLine)) {
    const head = line.slice(at, match.index).trim();
    if (callName(head) === undefined && parseCreatedBy(head) === undefined) return undefined;
    parts.push(head, `\t${match[1] ?? ''}`);
    at = match.index + match[0].length;
  }
  if (parts.length === 0) return undefined;
  const rest = line.slice(at).trim();
  return rest === '' ? parts : [...parts, rest];
}
