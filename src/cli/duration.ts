/** Durations as Go writes them: `500ms`, `30s`, `10m`, `1h30m`. */

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const part = /(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h)/y;

/** Milliseconds; `undefined` for anything that is no duration. */
export function parseDuration(text: string): number | undefined {
  let total = 0;
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (!match) return undefined;
    total += Number(match[1]) * (unitMs[match[2] ?? ''] ?? 0);
  }
  return text === '' ? undefined : total;
}
