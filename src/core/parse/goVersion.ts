import type { Sample } from '../goroutine';
import { MemberFlag } from '../goroutine';

/**
 * What a dump gives away about the Go version: `1.27.4` where a path names the toolchain, else the lowest version
 * that prints what is there (`≥1.21` for ` in goroutine N`); `undefined` when nothing tells.
 */
export function versionHint(samples: readonly Sample[], sinceMinor: number): string | undefined {
  let minor = sinceMinor;
  for (const sample of samples) {
    const exact = toolchainVersion(sample);
    if (exact !== undefined) return exact;
    minor = Math.max(minor, minorOf(sample));
  }
  return minor > 0 ? `≥1.${minor}` : undefined;
}

/** First version that prints a state. */
const stateSince: Readonly<Record<string, number>> = {
  'sync.Mutex.Lock': 20,
  'sync.RWMutex.Lock': 20,
  'sync.RWMutex.RLock': 20,
  coroutine: 22,
  'sync.WaitGroup.Wait': 24,
  'synctest.Run': 24,
  'synctest.Wait': 24,
};

/** What stands in the name of a function, and the Go 1.x whose compiler or library makes it first. */
const marksSince: readonly (readonly [mark: RegExp, minor: number])[] = [
  [/\.(?:gowrap|deferwrap)\d/, 22],
  [/-range\d/, 23],
  [/^internal\/(?:sync|runtime\/maps)\./, 24],
  [/^sync\.\(\*WaitGroup\)\.Go(?:\.|$)/, 25],
];

function minorOf(sample: Sample): number {
  const { members } = sample;
  let minor = sample.stateInferred ? 0 : (stateSince[sample.state ?? ''] ?? 0);
  if (sample.framesElided > 0) minor = Math.max(minor, 21);
  for (const { func } of sample.createdBy ? [...sample.stack, sample.createdBy] : sample.stack)
    for (const [mark, since] of marksSince) if (since > minor && mark.test(func)) minor = since;
  for (const { parentIds, flags } of members ?? []) {
    if (minor < 21 && parentIds.some(id => id > 0)) minor = 21;
    if (holdsFlag(flags, MemberFlag.leaked)) return 26;
  }
  return minor;
}

/** A plain loop: a dump holds a million. */
function holdsFlag(flags: Uint8Array, flag: number): boolean {
  for (let row = 0; row < flags.length; row++) if (((flags[row] ?? 0) & flag) !== 0) return true;
  return false;
}

function toolchainVersion(sample: Sample): string | undefined {
  for (const { file } of sample.stack) {
    const match =
      file && /(?:toolchain@v0\.0\.1-go|\/go\/)(1\.\d+(?:\.\d+)?)[./][^@]*\/src\//.exec(file);
    if (match) return match[1];
  }
  return undefined;
}
