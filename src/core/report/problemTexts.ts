/** Why something could not be read, and what contradicts: sentences of readers and comparisons. */
import type { Text } from '../goroutine';

/** `{0}` stands for what is filled in. */
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
  'problem.order.file': 'file time',
  'problem.order.own': 'its own time',
  'problem.capture': 'capture {0}',
  'problem.earlier.lost': '{0}: {1} of {2} goroutines could not be read',
  'problem.earlier.cut': '{0} was cut: its counts are "at least"',
  // Profiles that are none of goroutines, or cannot be read as such.
  'refused.cpu':
    'this is a CPU profile, not a goroutine profile. Save /debug/pprof/goroutine instead.',
  'refused.heap':
    'this is a heap profile, not a goroutine profile. Save /debug/pprof/goroutine instead.',
  'refused.block':
    'this is a block or mutex profile, not a goroutine profile. Save /debug/pprof/goroutine instead.',
  'refused.threads':
    'this is a thread creation profile, not a goroutine profile. Save /debug/pprof/goroutine instead.',
  'refused.other':
    'this profile does not count goroutines. Save /debug/pprof/goroutine of the program instead.',
  'refused.cut':
    'this profile is cut or damaged: the names in it, which come last, are missing. Take it again.',
  'refused.zip': 'this is a zip archive. Unpack it and give the dump in it.',
  'refused.packed':
    'this is packed in a way that is not read here. Unpack it first, or pack it with gzip or zstd.',
  'refused.picture':
    'this is a picture or a printed page. Give the text of the dump: save /debug/pprof/goroutine?debug=2.',
  'refused.trace':
    'this is an execution trace, not a goroutine profile. Save /debug/pprof/goroutine instead.',
  'refused.core':
    'this is a program or a core dump. Open it by dlv core, and give what goroutines -t lists.',
  'refused.report':
    'this is a report of go tool pprof, which holds no profile. Give the file that it was made of, or save /debug/pprof/goroutine.',
  'refused.panicparse': 'this is what panicparse makes of a dump. Give the dump itself.',
  'refused.index':
    'this is the index page of /debug/pprof/. Save /debug/pprof/goroutine?debug=2 instead.',
  'refused.large': 'this profile is larger than 64 MB, which is the most that is read.',
  // What is added to a reason, which is their first argument.
  'problem.counted': '{0}; another profile counts it',
  'problem.sum': '{0} ({1} goroutines)',
  // What a face has said in the words of who reads it.
  'problem.told': '{0}',
} as const satisfies Readonly<Record<string, string>>;

export type ProblemTextId = keyof typeof problemTexts;

/** A sentence of the table with its arguments. */
export function problemText(id: ProblemTextId, ...args: Text['args']): Text {
  return { id, args };
}
