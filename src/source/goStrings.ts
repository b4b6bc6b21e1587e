/** String expressions of Go whose value stands in the text: literals, constants, variables that are set once, lists. */

const literal = /"(?:[^"\\\n]|\\.){0,500}"|`[^`\n]{0,500}`/;
/** Steps from name to name. */
const maxSteps = 4;
/** Strings of one expression; a list may be long. */
const maxStrings = 200;

/**
 * The values that an argument can have: one for a string (or a sum of strings), several for the variable of a loop over a
 * list. `texts` are searched for declarations, in this order. Empty: the text does not tell.
 */
export function stringsOf(
  argument: string,
  texts: readonly string[],
  steps = maxSteps,
): readonly string[] {
  const terms = termsOf(argument);
  if (!terms || steps === 0) return [];
  let values: readonly string[] = [''];
  for (const term of terms) {
    const next = /^["`]/.test(term) ? [unquoted(term)] : valuesOfName(term, texts, steps);
    values = values.flatMap(head =>
      next.flatMap(tail => (tail === undefined ? [] : [head + tail])),
    );
    values = values.slice(0, maxStrings);
  }
  return values;
}

/** `a + "b"` → its terms; undefined for anything else. */
function termsOf(argument: string): string[] | undefined {
  const terms: string[] = [];
  const term = new RegExp(`\\s*(${literal.source}|[A-Za-z_]\\w*)\\s*(\\+|,?\\s*$)`, 'y');
  while (term.lastIndex < argument.length) {
    const match = term.exec(argument);
    if (!match?.[1]) return undefined;
    terms.push(match[1]);
  }
  return terms.length > 0 ? terms : undefined;
}

function valuesOfName(name: string, texts: readonly string[], steps: number): readonly string[] {
  for (const text of texts) {
    const list = new RegExp(
      `\\bfor\\s+\\w+\\s*,\\s*${name}\\s*:=\\s*range\\s+([^\\n]{1,200})`,
    ).exec(text);
    if (list?.[1] !== undefined) return elementsOf(list[1], list.index, text, texts, steps);
    const declared = new RegExp(
      `(?:^|[\\s(])${name}(?:\\s+string)?\\s*:?=\\s*([^\\n=][^\\n]{0,1000})`,
      'm',
    ).exec(text);
    if (declared?.[1] !== undefined) return stringsOf(declared[1].trim(), texts, steps - 1);
  }
  return [];
}

/** A loop over `[]string{…}`, or over a variable that is one. */
function elementsOf(
  over: string,
  from: number,
  text: string,
  texts: readonly string[],
  steps: number,
): readonly string[] {
  if (over.startsWith('[]string{')) return literalsIn(text, text.indexOf('[]string{', from));
  const name = /^[A-Za-z_]\w*(?=\s*\{)/.exec(over)?.[0];
  if (name === undefined || steps === 0) return [];
  for (const other of texts) {
    const list = new RegExp(`\\b${name}(?:\\s+\\[\\]string)?\\s*:?=\\s*\\[\\]string\\{`).exec(
      other,
    );
    if (list) return literalsIn(other, list.index);
  }
  return [];
}

/** The literals between the next braces. */
function literalsIn(text: string, from: number): string[] {
  const open = text.indexOf('{', from);
  const close = text.indexOf('}', open);
  const body = open < 0 || close < 0 ? '' : text.slice(open, close).replace(/^\s*\/\/.*$/gm, '');
  return [...body.matchAll(new RegExp(literal.source, 'g'))]
    .slice(0, maxStrings)
    .flatMap(([quoted]) => unquoted(quoted) ?? []);
}

function unquoted(quoted: string): string | undefined {
  if (quoted.startsWith('`')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}
