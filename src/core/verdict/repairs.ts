/** From the causes of a finding to what helps against them. */
import type { Finding, Text } from '../goroutine';
import { repairTexts } from '../report/repairTexts';
import { inReadingOrder } from './readingOrder';

/** Locks that a goroutine waits for through its own doing need no source to say what helps. */
const byEvidence: Readonly<Record<string, string>> = {
  'K.self': 'repair.GL025',
  'K.mutual': 'repair.GL026',
  'K.once.self': 'repair.once',
};

/** One sentence for each cause, the likeliest first; none where nothing is suspicious or no cause is known. */
export function repairsOf({ verdict, evidence }: Finding): Text[] {
  if (verdict === 'idle' || verdict === 'unknown') return [];
  const ids = inReadingOrder(evidence).flatMap(({ text }) => repairOf(text.id) ?? []);
  return [...new Set(ids)].map(id => ({ id, args: [] }));
}

/** `GL011.loop.possible` → its own sentence, or that of `GL011`. */
function repairOf(cause: string): string | undefined {
  const known = byEvidence[cause];
  if (known !== undefined) return known;
  const [rule = '', variant = ''] = cause.split('.');
  return [`repair.${rule}.${variant}`, `repair.${renamed[rule] ?? rule}`].find(
    id => id in repairTexts,
  );
}

/** Taken for reading twice is mended like taken twice. */
const renamed: Readonly<Record<string, string>> = { GL027: 'GL025' };
