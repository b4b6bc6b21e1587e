/** `goroutine-lens watch`: captures over time, judged like a comparison of them. */
import { setTimeout as delay } from 'node:timers/promises';
import { profileOf } from '../capture/target';
import type { Target } from '../capture/target';
import { analyzeSeries } from '../core/analyze';
import type { Capture } from '../core/analyze';
import { fixedFindings } from '../core/fixed';
import type { Snapshot } from '../core/goroutine';
import { plainEnglish } from '../core/report/english';
import type { CaptureRecord } from '../core/report/json';
import { clearProgress, showLine, targetOf, terminalOptions } from './capturing';
import type { CaptureWishes } from './capturing';
import { messageOf, UnreadableInput } from './exit';
import { momentsOf } from './input';
import { locale, t } from './language';
import { noFigures, readFigures } from './metrics';
import type { ReadFigures } from './metrics';
import { remark } from './fileInput';
import { askTarget } from './live';
import type { Taken } from './live';
import { printAnalysis } from './output';
import { sourceFolder, withSource } from './sourceFolder';
import { watch } from './watchLoop';
import type { WatchPorts, WatchSignals } from './watchLoop';

export interface WatchOptions {
  readonly everyMs: number;
  readonly forMs: number;
  readonly source?: string;
  readonly leak?: boolean;
  readonly metrics?: string;
  readonly json?: boolean;
}

/** After Ctrl-C the last capture has this long. */
const lastWordMs = 5_000;
/** Beyond this many, every second capture in the middle is dropped. */
const maxCaptures = 2_000;

/** Watches `address` and prints what came of it. Rejects when nothing was captured. */
export async function watchCommand(address: string, options: WatchOptions): Promise<void> {
  const { target, wishes } = wishesOf(targetOf(address), options);
  const sourceDir = sourceFolder(options.source);
  const json = options.json ?? false;
  const record = new WatchRecord(target, options);
  await untilEnded(signals =>
    watch(options, portsOf(target, wishes, record, options), signals).catch((error: unknown) => {
      if (signals.stop.aborted)
        throw new UnreadableInput(t('Stopped before anything was captured.'));
      throw error;
    }),
  );
  const { captures, records, leak, problems } = record;
  const { analysis, fixed } = await withSource(sourceDir, source => ({
    analysis: analyzeSeries(captures, { ...source, leak }),
    fixed: json ? [] : fixedFindings(captures, source),
  }));
  printAnalysis(
    { ...analysis, problems: [...analysis.problems, ...problems] },
    { json, sourceDir, captures: records, fixed },
  );
}

/** An address that names full stacks is the person's word for those of the two ends; between them there are none. */
function wishesOf(
  { named, ...target }: Target,
  { leak }: WatchOptions,
): { target: Target; wishes: CaptureWishes } {
  if (named === undefined) return { target, wishes: { leak: leak ?? false } };
  const profile = profileOf(named);
  if (!profile)
    throw new UnreadableInput(
      t('{0} is not a goroutine profile. Give the address of /debug/pprof/.', named),
    );
  const full = profile.name === 'goroutine' && profile.debug === 2;
  return { target, wishes: { full, leak: leak ?? profile.name === 'goroutineleak' } };
}

function portsOf(
  target: Target,
  wishes: CaptureWishes,
  record: WatchRecord,
  { metrics }: WatchOptions,
): WatchPorts<Measured> {
  let isFirst = true;
  return {
    ask: async (which, signal) => {
      // The leak profile runs a garbage collection and takes the minutes off leaked goroutines: last, and once.
      const leak = wishes.leak === true && !isFirst && which === 'ends';
      isFirst = false;
      const asked = which === 'between' ? { poll: true } : { ...wishes, leak };
      const taken = await askTarget(target, terminalOptions(target, signal, asked));
      if (which === 'between') return { ...taken, figures: noFigures };
      // Ctrl-C while they are asked for must not lose the capture that is there.
      const figures = await readFigures(metrics, signal).catch((error: unknown) => {
        if (signal.aborted) return noFigures;
        throw error;
      });
      return { ...taken, figures };
    },
    now: () => Date.now(),
    sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    onCaptured: taken => record.add(taken),
    onFailed: error => record.fail(error),
  };
}

/** The ends of a watch know the memory of the process, where it is asked for. */
interface Measured extends Taken {
  readonly figures: ReadFigures;
}

/** What a watch has seen so far. */
class WatchRecord {
  captures: Capture[] = [];
  records: CaptureRecord[] = [];
  /** Of the last capture that had one. */
  leak: Snapshot | undefined;
  private readonly remarks = new Map<string, number>();
  private readonly begin = Date.now();

  constructor(
    private readonly target: Target,
    private readonly plan: WatchOptions,
  ) {}

  add({ profiles, atMs, richest, remarks, figures }: Measured): void {
    const name = new Date(atMs).toISOString();
    const taken = { takenAtMs: atMs, timeFrom: 'snapshot' } as const;
    const { captures, leak } = momentsOf({ profiles, name, taken, remarks });
    const capture = captures.at(-1);
    if (!capture) return;
    this.thinOut();
    this.captures.push({ ...capture, ...figures.metrics });
    this.records.push({ atMs, profile: richest, total: capture.snapshot.total });
    this.leak = leak ?? this.leak;
    for (const { reason } of [...remarks, ...figures.remarks]) this.count(plainEnglish(reason));
    this.showProgress(capture.snapshot.total);
  }

  fail(error: unknown): void {
    this.count(messageOf(error));
  }

  /** Each once, with how often. */
  get problems() {
    return [...this.remarks].map(([reason, times]) =>
      remark(times > 1 ? `${reason} (${times}×)` : reason),
    );
  }

  private count(reason: string): void {
    this.remarks.set(reason, (this.remarks.get(reason) ?? 0) + 1);
  }

  private thinOut(): void {
    if (this.captures.length < maxCaptures) return;
    const keep = (_: unknown, index: number, all: readonly unknown[]) =>
      index % 2 === 0 || index === all.length - 1;
    this.captures = this.captures.filter(keep);
    this.records = this.records.filter(keep);
  }

  private showProgress(total: number): void {
    const left = Math.max(0, this.begin + this.plan.forMs - Date.now());
    showLine(
      t(
        '{0}: {1} goroutines, {2} captures, {3} s left. Ctrl-C ends with the findings.',
        this.target.name,
        total.toLocaleString(locale()),
        this.records.length.toLocaleString(locale()),
        Math.round(left / 1000).toLocaleString(locale()),
      ),
    );
  }
}

/** The first Ctrl-C ends the watch, with a last capture if it comes soon; the second does not wait for that either. */
async function untilEnded(work: (signals: WatchSignals) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const giveUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onSignal = () => {
    if (stop.signal.aborted) giveUp.abort();
    else timer = setTimeout(() => giveUp.abort(), lastWordMs);
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    await work({ stop: stop.signal, giveUp: giveUp.signal });
  } finally {
    clearTimeout(timer);
    process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
    clearProgress();
  }
}
