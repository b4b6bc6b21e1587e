/** Tables and figures as Markdown. */

/** A table; the first column is text, the others figures. */
export function table(titles, rows) {
  const line = cells => `| ${cells.join(' | ')} |`;
  return [
    line(titles),
    line(titles.map((_, at) => (at === 0 ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n');
}

/** `0.4`, `12`; one decimal where it tells something. */
export const figure = value =>
  Number.isInteger(value) || value >= 100 ? String(Math.round(value)) : value.toFixed(1);

/** `+3`, `−2`, `0`: a change in points of a per cent. */
export function change(before, after) {
  const points = Math.round(100 * (after - before));
  if (points === 0) return '0';
  return points > 0 ? `+${points}` : `−${-points}`;
}

/** A share as a bar of ten blocks. */
export const bar = share =>
  '█'.repeat(Math.round(10 * share)) + '░'.repeat(10 - Math.round(10 * share));
