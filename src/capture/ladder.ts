/**
 * The careful way up: the index page (how many goroutines), then counts, then full stacks only where the pause that they
 * cost is short or was agreed to, and the leak profile last, when asked for. debug=2 stops the world, in every version of
 * Go; the counts do not.
 */
import { CaptureError } from './errors';
import type { CaptureText } from './errors';
import type { Access } from './http';
import { readIndex } from './indexPage';
import type { IndexFacts } from './indexPage';
import { factorOf, observedPauseMs, predictPauseMs, predictRequestMs } from './prediction';
import type { PauseHistory } from './prediction';
import { takeProfile } from './profile';
import type { ByteSink, ProfileResult } from './profile';
import { reasons } from './reasons';
import { originOf, profileOf } from './target';
import type { Target } from './target';
import { inTurn } from './turns';

export type { ByteSink } from './profile';
export { predictPauseMs } from './prediction';

/** The snapshot that is being written: a file for each profile. */
export interface CaptureSink {
  open(name: string): Promise<ByteSink>;
}

export interface CaptureProgress {
  readonly stage: 'index' | 'counts' | 'stacks' | 'leak';
  /** Bytes of the current profile. */
  readonly bytes: number;
  readonly announced: number | undefined;
  /** Of debug=2: how long the program will stand still, milliseconds. */
  readonly predictedPauseMs?: number;
}

export interface CaptureOptions {
  /** The person has seen the predicted pause and wants full stacks. */
  readonly full: boolean;
  /** Repeated unasked: one cheap profile, never full stacks. */
  readonly poll?: boolean;
  /** Counts only ("as pprof"), whatever full stacks would cost. */
  readonly withoutStacks?: boolean;
  /** The leak profile too; it runs a garbage collection in the program. */
  readonly leak?: boolean;
  /** A profile that the address names is taken as it stands, without the ladder (the terminal). */
  readonly asNamed?: boolean;
  readonly maxPauseMs: number;
  readonly idleTimeoutMs: number;
  /** Of a whole request; absent: 60 s or four times the predicted time, whichever is longer. */
  readonly requestTimeoutMs?: number;
  readonly maxBytes: number;
  readonly maxDecompressedBytes?: number;
  /** Where requests run, `SSH: devbox`; absent on the person's own machine. */
  readonly from?: string;
  readonly access?: Access;
  readonly history?: PauseHistory;
  readonly signal: AbortSignal;
  onProgress(progress: CaptureProgress): void;
}

export interface CapturedBody {
  readonly name: 'goroutine' | 'goroutineleak';
  readonly debug: 0 | 1 | 2;
  /** As it was opened in the sink. */
  readonly file: string;
  readonly bytes: number;
  readonly complete: boolean;
  /** Milliseconds since 1970, when it was asked for. */
  readonly startedAt: number;
  /** From the request to the first byte, and to the last. */
  readonly firstByteMs: number;
  readonly durationMs: number;
}

export interface SkippedProfile {
  /** `goroutine?debug=2`, `goroutineleak`. */
  readonly profile: string;
  readonly reason: CaptureText;
}

export interface CaptureResult {
  /** Goroutines by the index page, or by the counts where those say more. */
  readonly announced: number | undefined;
  readonly bodies: readonly CapturedBody[];
  readonly leakProfileOffered: boolean;
  /** What was not taken, each with its reason. */
  readonly skipped: readonly SkippedProfile[];
  /** What full stacks cost, or would have cost, milliseconds. */
  readonly predictedPauseMs: number;
  /** What they did cost, as far as it shows from outside; only where they were taken whole. */
  readonly observedPauseMs: number | undefined;
  /** Profiles that broke off, or could not be taken while another could. */
  readonly problems: readonly CaptureError[];
}

/** Above this many goroutines full stacks are never taken without asking. */
export const maxGoroutinesUnasked = 10_000;
/** Above this many one profile of counts has to do: each walks every stack and makes garbage in the program. */
const maxGoroutinesTwice = 50_000;
/** The server is well and has no such profile: not found, or something else in its place. */
const notThere: ReadonlySet<string> = new Set(['E2', 'E13', 'E28']);
const leastTimeoutMs = 60_000;

/**
 * Takes what may be taken, in the target's turn. Bodies are in the sink before this resolves; one that broke off is listed
 * with `complete: false` and its problem. Rejects with a {@link CaptureError} when there is nothing at all, with the
 * signal's reason when it was cancelled.
 */
export function captureGoroutines(
  target: Target,
  sink: CaptureSink,
  options: CaptureOptions,
): Promise<CaptureResult> {
  return inTurn(originOf(target), options.signal, () =>
    new Climb(target, sink, options).toTheTop(),
  );
}

type Profile = Pick<CapturedBody, 'name' | 'debug'> & { readonly path: string };

const counts: Profile = { name: 'goroutine', debug: 1, path: 'goroutine?debug=1' };
const binary: Profile = { name: 'goroutine', debug: 0, path: 'goroutine?debug=0' };
const stacks: Profile = { name: 'goroutine', debug: 2, path: 'goroutine?debug=2' };
/** As text: it names generic functions as full stacks do, which it is joined with. */
const leak: Profile = { name: 'goroutineleak', debug: 1, path: 'goroutineleak?debug=1' };

class Climb {
  private readonly bodies: CapturedBody[] = [];
  private readonly problems: CaptureError[] = [];
  /** Profiles that the server does not have: no fault of a capture that has others. */
  private readonly missing: { readonly profile: Profile; readonly error: CaptureError }[] = [];
  private readonly skipped: SkippedProfile[] = [];
  private index: IndexFacts = { goroutines: undefined, leakProfile: false, roundTripMs: 0 };
  private announced: number | undefined;
  private meanFrames: number | undefined;
  private factor = 1;
  private observedPauseMs: number | undefined;

  constructor(
    private readonly target: Target,
    private readonly sink: CaptureSink,
    private readonly options: CaptureOptions,
  ) {}

  async toTheTop(): Promise<CaptureResult> {
    const { target, options } = this;
    options.onProgress({ stage: 'index', bytes: 0, announced: undefined });
    const requestTimeoutMs = options.requestTimeoutMs ?? leastTimeoutMs;
    this.index = await readIndex({ ...this.place(), requestTimeoutMs });
    this.announced = this.index.goroutines;
    const observations = (await options.history?.observations(originOf(target))) ?? [];
    this.factor = factorOf(observations, Date.now());
    const { named } = target;
    if (named !== undefined && options.asNamed === true) await this.takeNamed(named);
    else await this.takeByRule();
    await this.takeLeak();
    return this.result();
  }

  private async takeNamed(named: string): Promise<void> {
    const profile = profileOf(named);
    if (profile) await this.take({ ...profile, path: named });
    else this.problems.push(new CaptureError('notGoroutines', [named.replace(/\?.*$/, '')]));
  }

  private async takeByRule(): Promise<void> {
    const large = (this.announced ?? 0) > maxGoroutinesTwice;
    const taken = await this.takeCounts(large);
    if (!taken && !this.mayGoOn()) return;
    const reason = this.whyNoStacks();
    const whole = reason === undefined && (await this.take(stacks));
    if (reason !== undefined) this.skip(stacks, reason);
    if (this.options.poll === true || large || this.wasAsked(binary)) return;
    if (whole) this.skip(binary, reasons.stacksHoldMore());
    else if (reason !== undefined || this.isMissing(stacks)) await this.take(binary);
    else this.skip(binary, reasons.leftAlone());
  }

  /** The binary profile says all that the text says; a router that mounts one of the two has to do. */
  private async takeCounts(large: boolean): Promise<boolean> {
    const [first, second] = large ? [binary, counts] : [counts, binary];
    if (!(await this.take(first))) return this.isMissing(first) && this.take(second);
    if (large) this.skip(counts, reasons.binaryHoldsCounts());
    return true;
  }

  private isMissing({ path }: Profile): boolean {
    return this.missing.some(one => one.profile.path === path);
  }

  private wasAsked(profile: Profile): boolean {
    const file = fileOf(profile);
    return this.isMissing(profile) || this.bodies.some(body => body.file === file);
  }

  /** After a profile that could not be taken: a program in trouble is left alone; one that is well has others. */
  private mayGoOn(): boolean {
    if (this.problems.length === 0) return true;
    return this.options.full && !this.isHanging();
  }

  private isHanging(): boolean {
    return this.problems.some(({ code }) => code === 'E17' || code === 'E18');
  }

  /** `undefined`: full stacks may be taken. */
  private whyNoStacks(): CaptureText | undefined {
    const { options, announced } = this;
    if (options.poll === true || options.withoutStacks === true) return reasons.stacksNotAsked();
    if (options.full) return undefined;
    if (announced === undefined) return reasons.countUnknown();
    const pause = this.predictedPauseMs;
    const cheap = announced <= maxGoroutinesUnasked && pause <= options.maxPauseMs;
    return cheap ? undefined : reasons.pauseTooLong(announced, pause);
  }

  private async takeLeak(): Promise<void> {
    const isTaken = this.bodies.some(({ name }) => name === 'goroutineleak');
    // A program whose stacks could not be had is not made to collect its garbage.
    if (isTaken || this.bodies.length === 0) return;
    if (this.options.leak === true && this.isHanging()) this.skip(leak, reasons.leftAlone());
    else if (this.options.leak === true) await this.take(leak);
    else if (this.index.leakProfile) this.skip(leak, reasons.leakNotAsked());
  }

  private get predictedPauseMs(): number {
    return predictPauseMs(this.announced ?? 0, this.meanFrames, this.factor);
  }

  private skip({ name, path }: Profile, reason: CaptureText): void {
    this.skipped.push({ profile: name === 'goroutineleak' ? name : path, reason });
  }

  /** Takes one profile; false when nothing of it is there. */
  private async take(profile: Profile): Promise<boolean> {
    const startedAt = Date.now();
    try {
      const result = await this.request(profile);
      const { bytes, complete, firstByteMs, durationMs } = result;
      const { name, debug } = profile;
      const file = fileOf(profile);
      this.bodies.push({ name, debug, file, bytes, complete, startedAt, firstByteMs, durationMs });
      if (result.problem) this.problems.push(result.problem);
      await this.learn(profile, result);
      return complete;
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      if (notThere.has(error.code)) this.missing.push({ profile, error });
      else this.problems.push(error);
      return false;
    }
  }

  private request(profile: Profile): Promise<ProfileResult> {
    const { options, announced } = this;
    const stage = stageOf(profile);
    const pause = this.predictedPauseMs;
    const progress = {
      stage,
      announced,
      ...(profile.debug === 2 && { predictedPauseMs: pause }),
    };
    options.onProgress({ ...progress, bytes: 0 });
    const predicted = predictRequestMs(profile.debug, announced ?? 0, pause);
    return takeProfile({
      ...this.place(),
      ...profile,
      requestTimeoutMs: options.requestTimeoutMs ?? Math.max(leastTimeoutMs, 4 * predicted),
      maxBytes: options.maxBytes,
      maxDecompressedBytes: options.maxDecompressedBytes,
      open: () => this.sink.open(fileOf(profile)),
      onBytes: bytes => options.onProgress({ ...progress, bytes }),
    });
  }

  private async learn({ name, debug }: Profile, result: ProfileResult): Promise<void> {
    if (name !== 'goroutine') return;
    this.meanFrames ??= result.meanFrames;
    if (debug !== 2) this.announced = Math.max(this.announced ?? 0, result.goroutines) || undefined;
    if (debug !== 2 || !result.complete) return;
    const goroutines = this.announced ?? result.goroutines;
    const observedMs = observedPauseMs(result.bytes, result.firstByteMs, this.index.roundTripMs);
    const predictedMs = predictPauseMs(goroutines, this.meanFrames);
    this.observedPauseMs = observedMs;
    const observation = { at: Date.now(), goroutines, predictedMs, observedMs };
    await this.options.history?.add(originOf(this.target), observation);
  }

  private result(): CaptureResult {
    const { announced, bodies, skipped, problems, predictedPauseMs, observedPauseMs } = this;
    if (bodies.length === 0) throw problems[0] ?? this.nothingThere();
    // That net/http/pprof is to be imported is no news where it answers for other profiles.
    for (const { profile, error } of this.missing)
      this.skip(profile, error.id === 'E2' ? reasons.notServed() : error.text);
    const leakProfileOffered = this.index.leakProfile;
    return {
      announced,
      bodies,
      leakProfileOffered,
      skipped,
      predictedPauseMs,
      observedPauseMs,
      problems,
    };
  }

  private nothingThere(): CaptureError {
    const error = this.missing[0]?.error ?? new CaptureError('E2', [this.target.name]);
    // Asked for by itself: there is no capture beside it that growth could be told from.
    return error.id === 'E13' ? new CaptureError('E13.alone', []) : error;
  }

  private place() {
    const { idleTimeoutMs, from, access, signal } = this.options;
    return { target: this.target, idleTimeoutMs, from, access, signal };
  }
}

function stageOf({ name, debug }: Profile): CaptureProgress['stage'] {
  if (name === 'goroutineleak') return 'leak';
  return debug === 2 ? 'stacks' : 'counts';
}

/** Name in the sink: `goroutine.debug2.txt`, `goroutineleak.debug0.pb.gz`. */
function fileOf({ name, debug }: Profile): string {
  return `${name}.debug${debug}.${debug === 0 ? 'pb.gz' : 'txt'}`;
}
