/**
 * Samples → clusters: goroutines with one wait kind, one normalised stack and one creation function.
 *
 * Parent ids, addresses, arguments, `go` lines and closure numbers differ between goroutines of one leak: they are kept
 * as evidence and are never part of the identity.
 */
import { MemberFlag } from './goroutine';
import type { Cluster, Frame, LabelCount, Sample, WaitKind, WaitMinutes } from './goroutine';
import { ascendingIds, distinctIds } from './ids';
import { NumberCounts } from './counts';
import { isRuntimeOrSync, normaliseSymbol } from './symbol';
import { stateOfKind, waitKindOf } from './waitReason';

/** Addresses of mutexes that are kept: the one most waited for is evidence, the hundredth is not. */
const maxLocks = 100;

/** Groups samples. One pass over them; the result is ordered by count descending, then signature. */
export function clusterSamples(samples: readonly Sample[]): Cluster[] {
  const groups = new Map<string, { kind: WaitKind; samples: Sample[] }>();
  for (const sample of samples) {
    const kind = waitKindOf(sample.state, sample.stack, sample.hiddenPcs);
    const signature = signatureOf(kind, sample.stack, sample.createdBy?.func, sample.state);
    const group = groups.get(signature);
    if (group) group.samples.push(sample);
    else groups.set(signature, { kind, samples: [sample] });
  }
  const clusters = [...groups].map(([signature, group]) =>
    clusterOf(signature, group.kind, group.samples),
  );
  return clusters.sort(byCount);
}

/** By count descending, then signature: the order of every list of clusters. */
export function byCount(a: Cluster, b: Cluster): number {
  return b.count - a.count || compareText(a.signature, b.signature);
}

/** Kinds that hold several states at one place; the states of the other kinds differ between Go versions alone. */
const statesApart: ReadonlySet<WaitKind> = new Set(['running', 'runtime', 'syscall', 'unknown']);

/**
 * The identity of a cluster: stable across runs, machines and captures of one build. Readable on purpose (leaf function
 * first), with a hash that covers everything. `state`: as printed; it counts where the kind alone would put together
 * what Go prints apart, e.g. `running` and `runnable`.
 */
export function signatureOf(
  kind: WaitKind,
  stack: readonly Frame[],
  createdBy: string | undefined,
  state?: string,
): string {
  const creator = createdBy === undefined ? '' : normaliseSymbol(createdBy);
  const site = stack[siteIndexOf(stack) ?? 0];
  const name = site ? normaliseSymbol(site.func) : 'no stack';
  const apart = state !== undefined && state !== kind && statesApart.has(kind);
  const hash = new Hash();
  hash.add(`${kind}\x00`);
  stack.forEach((frame, at) => {
    if (at > 0) hash.add('\x01');
    hash.add(frameKey(frame));
  });
  hash.add(`\x00${creator}${apart ? `\x00${state}` : ''}`);
  return `${kind} ${name} ${hash.text()}`;
}

/** The stack as identity sees it: functions without closure suffixes, with their places. */
export function stackKey(stack: readonly Frame[]): string {
  return stack.map(frameKey).join('\x01');
}

const frameKeys = new WeakMap<Frame, string>();

/** Stacks share their frames: each is put in words once. */
function frameKey(frame: Frame): string {
  const known = frameKeys.get(frame);
  if (known !== undefined) return known;
  const key = `${normaliseSymbol(frame.func)}\x00${frame.file ?? ''}:${frame.line ?? 0}`;
  frameKeys.set(frame, key);
  return key;
}

/** The blocking frame: the first one outside the packages that every wait passes through, else the leaf. */
export function siteIndexOf(stack: readonly Frame[]): number | undefined {
  if (stack.length === 0) return undefined;
  const index = stack.findIndex(frame => !isRuntimeOrSync(frame.func));
  return index < 0 ? 0 : index;
}

function clusterOf(signature: string, kind: WaitKind, samples: readonly Sample[]): Cluster {
  const [first] = samples;
  const frames = first?.stack ?? [];
  const rows = new Rows();
  for (const sample of samples) rows.add(sample);
  // debug=1 prints no state; where the frames alone name the wait, it is what debug=2 would print.
  const state = first?.state ?? stateOfKind(kind);
  return {
    signature,
    count: samples.reduce((sum, sample) => sum + sample.count, 0),
    kind,
    state,
    stateInferred:
      state !== undefined && (first?.state === undefined || first.stateInferred === true),
    waitMinutes: rows.waitMinutes(),
    frames,
    siteIndex: siteIndexOf(frames),
    createdBy: rows.createdBy(),
    createdByInferred: false,
    ids: rows.ids(),
    parentIds: rows.parentIds(),
    lockAddresses: rows.lockAddresses(),
    leaked: rows.leaked,
    locked: rows.locked,
    ...(rows.durable > 0 && { durable: rows.durable }),
    framesElided: rows.elided,
    ...inHandOf(samples),
    labels: mergeLabels(samples),
    hiddenPcs: first?.hiddenPcs,
  };
}

/** A cluster has many samples where closures or `go` lines differ: some of each are enough. */
const maxInHand = 64;

function inHandOf(samples: readonly Sample[]): Pick<Cluster, 'inHand'> {
  const inHand = samples.flatMap(sample => sample.inHand ?? []);
  return inHand.length === 0 ? {} : { inHand: inHand.slice(0, maxInHand) };
}

/** What the members of a cluster say one by one, added up. */
class Rows {
  leaked = 0;
  locked = 0;
  durable = 0;
  elided = 0;
  private readonly locks = new NumberCounts();
  private readonly minutes = new NumberCounts();
  private readonly creators = new Map<string, { frame: Frame; count: number }>();
  private readonly idLists: Float64Array[] = [];
  private readonly parentLists: Float64Array[] = [];

  add(sample: Sample): void {
    if (sample.framesElided !== 0) this.elided += sample.count;
    this.leaked += sample.leaked ?? 0;
    const goLines = new NumberCounts();
    for (const page of sample.members ?? []) {
      this.idLists.push(page.ids);
      this.parentLists.push(page.parentIds);
      this.addFlags(page.flags);
      this.minutes.add(page.waitMinutes, 0);
      this.locks.add(page.lockAddresses, 1);
      goLines.add(page.createdByLines, 0);
    }
    if (sample.createdBy) this.addCreators(sample.createdBy, goLines);
  }

  waitMinutes(): WaitMinutes | undefined {
    const distribution = this.minutes.ascending();
    const [first] = distribution;
    const last = distribution.at(-1);
    return first && last ? { min: first[0], max: last[0], distribution } : undefined;
  }

  ids(): Float64Array {
    return ascendingIds(this.idLists);
  }

  parentIds(): Float64Array {
    return distinctIds(this.parentLists);
  }

  lockAddresses(): [address: string, count: number][] {
    return this.locks.mostFirst(maxLocks).map(([address, n]) => [`0x${address.toString(16)}`, n]);
  }

  createdBy(): Frame | undefined {
    const creators = [...this.creators.values()].sort(
      (a, b) =>
        b.count - a.count ||
        compareText(a.frame.file ?? '', b.frame.file ?? '') ||
        (a.frame.line ?? 0) - (b.frame.line ?? 0),
    );
    return creators[0]?.frame;
  }

  private addFlags(flags: Uint8Array): void {
    for (let row = 0; row < flags.length; row++) {
      const bits = flags[row] ?? 0;
      if (bits & MemberFlag.leaked) this.leaked++;
      if (bits & MemberFlag.lockedToThread) this.locked++;
      if (bits & MemberFlag.durable) this.durable++;
    }
  }

  private addCreators(creator: Frame, goLines: NumberCounts): void {
    for (const [line, n] of goLines.ascending()) {
      const frame = line > 0 ? { ...creator, line } : creator;
      const key = `${creator.func}\x00${creator.file ?? ''}:${line}`;
      const known = this.creators.get(key);
      if (known) known.count += n;
      else this.creators.set(key, { frame, count: n });
    }
  }
}

function mergeLabels(samples: readonly Sample[]): LabelCount[] {
  const merged = new Map<string, LabelCount>();
  for (const sample of samples)
    for (const label of sample.labels) {
      const id = `${label.key}\x00${label.value}`;
      const known = merged.get(id);
      merged.set(id, known ? { ...known, count: known.count + label.count } : label);
    }
  return [...merged.values()].sort(
    (a, b) => compareText(a.key, b.key) || b.count - a.count || compareText(a.value, b.value),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** 53 bits of two FNV-like lanes: enough that two clusters of one dump do not meet by chance. */
class Hash {
  private a = 0x811c9dc5;
  private b = 0x1b873593;

  add(text: string): void {
    let { a, b } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
    }
    this.a = a;
    this.b = b;
  }

  text(): string {
    const high = ((this.b ^ (this.b >>> 15)) >>> 0) & 0x1fffff;
    return (high * 0x100000000 + (this.a >>> 0)).toString(36).padStart(11, '0');
  }
}
