/** What the frames of one dump share: the source, where it was built, and how far it has moved since. */
import type { Cluster, Frame } from '../goroutine';
import { cachedPort } from './cachedPort';
import { sureStart } from './creation';
import { doubt, driftOf } from './drift';
import { expectationAt, type Expectation } from './fits';
import { frameOrigin } from './origin';
import { openPackages, type OwnPackages } from './ownPackages';
import { placeFrame, type Placement } from './placement';
import type { SourcePort } from './port';

export interface Locator {
  readonly port: SourcePort;
  readonly packages: OwnPackages;
  readonly isOwn: (frame: Frame) => boolean;
  /** Places an own frame; see {@link placeFrame}. */
  readonly place: (frame: Frame, expected: Expectation) => Placement;
}

/** Looks at all clusters of a dump once. The locator asks each question once: use it for one analysis. */
export function openLocator(clusters: readonly Cluster[], source: SourcePort): Locator {
  const port = cachedPort(source);
  const packages = openPackages(distinctFrames(clusters), port);
  const own = remember(keyOfCode, (frame: Frame) => frameOrigin(frame, port) === 'own');
  const place = remember(keyOfUse, (frame: Frame, expected: Expectation) =>
    placeFrame(frame, expected, packages, port),
  );
  const plain = { port, packages, isOwn: own, place };
  const drift = driftOf([...placeAll(clusters, own, place), ...sureStarts(clusters, plain)]);
  return { ...plain, place: (frame, expected) => doubt(place(frame, expected), frame, drift) };
}

/** The first own frame of every cluster, and every own creator. */
function placeAll(
  clusters: readonly Cluster[],
  isOwn: (frame: Frame) => boolean,
  place: Locator['place'],
): { frame: Frame; placement: Placement }[] {
  return clusters.flatMap(({ frames, kind, createdBy }) => {
    const index = frames.findIndex(isOwn);
    const frame = frames[index];
    const uses: (readonly [Frame, Expectation])[] = [];
    if (frame) uses.push([frame, expectationAt(frames, index, kind)]);
    if (createdBy && isOwn(createdBy)) uses.push([createdBy, { what: 'go' }]);
    return uses.map(([f, expected]) => ({ frame: f, placement: place(f, expected) }));
  });
}

/** Creation sites that only one `go` statement can be. */
function sureStarts(
  clusters: readonly Cluster[],
  locator: Locator,
): { frame: Frame; placement: Placement }[] {
  const starts = new Map<string, Cluster>();
  for (const cluster of clusters) {
    const entry = cluster.frames[cluster.frames.length - 1];
    if (entry && cluster.createdBy && locator.isOwn(cluster.createdBy))
      starts.set(`${keyOfCode(entry)}\0${cluster.createdBy.line ?? 0}`, cluster);
  }
  return [...starts.values()].flatMap(cluster => {
    const { createdBy: frame } = cluster;
    const placement = frame && sureStart({ ...cluster, createdBy: frame }, locator);
    return placement ? [{ frame, placement }] : [];
  });
}

function distinctFrames(clusters: readonly Cluster[]): Frame[] {
  const distinct = new Map<string, Frame>();
  for (const { frames, createdBy } of clusters) {
    for (const frame of frames) distinct.set(keyOfCode(frame), frame);
    if (createdBy) distinct.set(keyOfCode(createdBy), createdBy);
  }
  return [...distinct.values()];
}

function remember<Args extends readonly unknown[], T>(
  keyOf: (...args: Args) => string,
  ask: (...args: Args) => T,
): (...args: Args) => T {
  const answers = new Map<string, { readonly answer: T }>();
  return (...args) => {
    const key = keyOf(...args);
    const known = answers.get(key);
    if (known) return known.answer;
    const answer = ask(...args);
    answers.set(key, { answer });
    return answer;
  };
}

function keyOfCode(frame: Frame): string {
  return `${frame.func}\0${frame.file ?? ''}`;
}

function keyOfUse(frame: Frame, expected: Expectation): string {
  const detail =
    expected.what === 'wait'
      ? expected.kind
      : expected.what === 'call'
        ? (expected.name ?? '\0')
        : '';
  return `${keyOfCode(frame)}\0${frame.line ?? 0}\0${expected.what}\0${detail}`;
}
