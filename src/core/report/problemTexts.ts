/**
 * Reasons of problems in another language. Readers say them in English, with their numbers filled in, since JSON holds
 * them so; a face finds the sentence that a reason was made of.
 */
import type { Text } from '../goroutine';

/** Sentences that readers and comparisons make; `{0}` stands for what they fill in. */
export const problemTexts = {
  'problem.cut': 'the input ends in the middle of this goroutine',
  'problem.header': 'the header of this goroutine is of no known form',
  'problem.intruder': 'a line inside this stack is not part of it',
  'problem.stackless': 'no stack stands below this header',
  'problem.headless': 'the input begins in the middle of a goroutine, whose header is missing',
  'problem.groupless': 'the input begins in the middle of a group',
  'problem.stray':
    'calls below a line that is not of a stack belong to no goroutine: they are left out',
  'problem.crowd': 'more goroutines than this reader believes: {0} behind one header',
  'problem.several': 'this input holds more than one dump: their goroutines are added up',
  'problem.nothing': 'nothing in this input is a goroutine dump',
  'problem.race': 'the report holds no stack of this goroutine',
  'problem.listing': 'the listing announces {0} goroutines more than it shows',
  'problem.counts': 'the profile announces {0} goroutines more than it lists',
  'problem.frame': 'this frame of the profile cannot be read',
  'problem.frame.stray': 'this frame of the profile belongs to no group',
  'problem.group': 'a group of {0} goroutines is left out',
  'problem.profile.cut': 'this profile ends in the middle of an entry',
  'problem.profile.damaged': 'this profile is damaged',
  'problem.profile.entries': '{0} entries of this profile are malformed or too many',
  'problem.profile.lost': 'the stacks of {0} goroutines lead to entries that are not there',
  'problem.profile.deep': 'the stacks of {0} goroutines are longer than this reader believes',
  'problem.profile.samples': '{0} samples of this profile are malformed',
  'problem.profile.negative': '{0} samples hold a count that cannot be',
  'problem.profile.delta':
    'this profile is a difference (seconds=): it counts goroutines that came, and leaves out {0} that ended',
  'problem.packed': 'the compressed data is cut or damaged',
  'problem.process':
    '{0} of {1} captures are of an earlier process: who came and who left is told within the newest process only',
  'problem.order':
    '{0} is older by the order given, but newer by {1} than {2}: the order given was used, the times were not',
  // What is added to a reason.
  'problem.counted': '{0}; another profile counts it',
  'problem.sum': '{0} ({1} goroutines)',
} as const satisfies Readonly<Record<string, string>>;

const sentences = Object.entries(problemTexts).filter(
  ([id]) => id !== 'problem.counted' && id !== 'problem.sum',
);
const counted = /^(.*)(; another profile counts it)$/s;
const sum = /^(.*) \((\d+) goroutines\)$/s;

/** A reason in the language of `translate`; one that is of no known sentence (it may be translated already) stays as it is. */
export function translatedReason(reason: string, translate: (text: Text) => string): string {
  const inner = (text: string) => translatedReason(text, translate);
  const [, summed, goroutines] = sum.exec(reason) ?? [];
  if (summed !== undefined)
    return translate({ id: 'problem.sum', args: [inner(summed), Number(goroutines)] });
  const [, elsewhere] = counted.exec(reason) ?? [];
  if (elsewhere !== undefined)
    return translate({ id: 'problem.counted', args: [inner(elsewhere)] });
  for (const [id, sentence] of sentences) {
    const args = argumentsOf(reason, sentence);
    // Names of files may consist of digits; they are none the less no numbers.
    if (args) return translate({ id, args: id === 'problem.order' ? args : args.map(asNumber) });
  }
  return reason;
}

/** What stands for the holes of a sentence; `undefined` when the reason was not made of it. */
function argumentsOf(reason: string, sentence: string): readonly string[] | undefined {
  const [begin = '', ...literals] = sentence.split(/\{\d\}/);
  if (!reason.startsWith(begin)) return undefined;
  const args: string[] = [];
  let at = begin.length;
  for (const [index, literal] of literals.entries()) {
    const isLast = index === literals.length - 1;
    const to = isLast ? reason.length - literal.length : reason.indexOf(literal, at);
    if (to < at || !reason.startsWith(literal, to)) return undefined;
    args.push(reason.slice(at, to));
    at = to + literal.length;
  }
  return at === reason.length ? args : undefined;
}

function asNumber(text: string): string | number {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}
