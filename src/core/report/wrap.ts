/** Lines for a terminal of 100 columns. */

const columns = 100;

/**
 * Breaks a text at blanks, and between Chinese characters, so that no line is wider than 100 columns where that can be
 * had: a word (a path, a function) is never broken. `first` stands before the first line, blanks of its width before the
 * others.
 */
export function wrapped(text: string, first: string): string[] {
  return filled(pieces(text), first);
}

/** The same for a list: its items stay whole. */
export function wrappedList(items: readonly string[], first: string): string[] {
  const last = items.length - 1;
  return filled(
    items.map((item, index) => (index === last ? item : `${item}, `)),
    first,
  );
}

function filled(parts: readonly string[], first: string): string[] {
  const indent = ' '.repeat(widthOf(first));
  const lines: string[] = [];
  let line = first;
  let width = indent.length;
  for (const piece of parts) {
    const more = widthOf(piece);
    if (width + widthOf(piece.trimEnd()) > columns && width > indent.length) {
      lines.push(line.trimEnd());
      line = indent;
      width = indent.length;
    }
    line += piece;
    width += more;
  }
  return [...lines, line.trimEnd()];
}

/** Words with the blanks that follow them, and single wide characters. A full stop stays with what it ends. */
function pieces(text: string): readonly string[] {
  return (
    text.match(
      /[\u2e80-\u9fff\uff00-\uff5f][\u3000-\u3002\uff00-\uff0f\uff1a\uff1b]?|[^\s\u2e80-\u9fff\uff00-\uff5f]+\s*|\s+/g,
    ) ?? []
  );
}

/** Columns of a terminal: Chinese characters take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += /[\u2e80-\u9fff\uff00-\uff60]/.test(char) ? 2 : 1;
  return width;
}
