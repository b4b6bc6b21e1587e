/** Shares with their uncertainty. */

/** Wilson's 95 % interval of `hits` (may be a fraction: a mean over runs) out of `of`. */
export function wilson(hits, of) {
  if (of === 0) return undefined;
  const z = 1.96;
  const share = hits / of;
  const centre = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { share, low: Math.max(0, (centre - spread) / scale), high: (centre + spread) / scale };
}

/** `93 % (81–98)`, or `–` when there is nothing to divide by. */
export function percent(hits, of) {
  const found = wilson(hits, of);
  if (!found) return '–';
  const round = value => Math.round(100 * Math.min(1, value));
  return `${round(found.share)} % (${round(found.low)}–${round(found.high)})`;
}

/** Harmonic mean of precision and recall, in per cent without a sign. */
export function f1(precision, recall) {
  return precision + recall === 0
    ? '0'
    : String(Math.round((200 * precision * recall) / (precision + recall)));
}
