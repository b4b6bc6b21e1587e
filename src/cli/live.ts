/** Running programs: the ladder into a temporary store, which is gone when its profiles are read. */
import path from 'node:path';
import type { CaptureError } from '../capture/errors';
import { factsOf } from '../capture/facts';
import { captureGoroutines } from '../capture/ladder';
import type { CaptureOptions, CaptureResult } from '../capture/ladder';
import type { Target } from '../capture/target';
import type { ParseProblem, Snapshot } from '../core/goroutine';
import { openStore } from '../store/store';
import type { SnapshotBody, SnapshotMeta } from '../store/store';
import { richness } from './captureFiles';
import { targetOf, terminalOptions, untilInterrupted } from './capturing';
import { captureSentence } from './exit';
import { inTemporaryFolder, readBodies, remark } from './fileInput';
import type { Input, InputOptions } from './input';
import { notADump } from './reading';

/** What a target gave at one moment. */
export interface Taken {
  /** At least one. */
  readonly profiles: readonly Snapshot[];
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** The profile that says most: `goroutine?debug=2`. */
  readonly richest: string;
  /** What broke off, and why there are no full stacks. */
  readonly remarks: readonly ParseProblem[];
}

/** Captures what an address stands for; Ctrl-C ends it. Rejects when nothing at all was captured. */
export async function captureInput(address: string, options: InputOptions): Promise<Input> {
  const target = options.leak === true ? leakTarget(targetOf(address)) : targetOf(address);
  const { profiles, atMs, remarks } = await untilInterrupted(signal =>
    askTarget(target, terminalOptions(target, signal, options.wishes)),
  );
  const taken = { takenAtMs: atMs, timeFrom: 'snapshot' } as const;
  return { profiles, name: target.name, taken, remarks };
}

/** An address after `--leak` that names no profile means the leak profile. */
function leakTarget(target: Target): Target {
  return target.named === undefined ? { ...target, named: 'goroutineleak?debug=1' } : target;
}

/** One capture of a target. Rejects when nothing came that is a dump. */
export async function askTarget(target: Target, options: CaptureOptions): Promise<Taken> {
  return inTemporaryFolder(async dir => {
    const store = await openStore(dir);
    const pending = await store.begin({ source: target.name });
    const atMs = Date.now();
    const result = await captureGoroutines(target, pending, options);
    const meta = await pending.finish(factsOf(result));
    const read = await readBodies(path.join(dir, meta.id), meta.bodies, target.name).catch(
      (error: unknown) => {
        // Why it broke off is more to the point than that nothing was found in it.
        throw brokenOff(result) ?? error;
      },
    );
    if (read.profiles.every(profile => profile.read === 0 && profile.total > 0))
      throw brokenOff(result) ?? notADump(target.name);
    const remarks = [...remarksOf(result, options.poll === true), ...read.remarks];
    return { profiles: read.profiles, atMs, richest: richestOf(meta), remarks };
  });
}

function richestOf(meta: SnapshotMeta): string {
  const [body] = [...meta.bodies].sort((a, b) => worth(b) - worth(a));
  return body ? `${body.name}?debug=${body.debug}` : 'goroutine';
}

/** A whole answer before a broken one. */
function worth(body: SnapshotBody): number {
  return richness(body) + (body.complete ? 10 : 0);
}

function brokenOff({ bodies, problems }: CaptureResult): CaptureError | undefined {
  return bodies.some(body => body.complete) ? undefined : problems[0];
}

/** What nobody missed is left out: the counts where there are full stacks, the leak profile that was not asked for. */
function remarksOf({ problems, skipped }: CaptureResult, poll: boolean) {
  const stacks = skipped.filter(({ profile }) => profile === 'goroutine?debug=2' && !poll);
  const texts = [...problems.map(problem => problem.text), ...stacks.map(({ reason }) => reason)];
  return texts.map(text => remark(captureSentence(text)));
}
