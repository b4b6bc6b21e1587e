/** What the source says about why a cluster waits: the entry of `core/lint`. */
import type { Cluster, WaitKind } from '../goroutine';
import { isLiteral } from '../locate/functionMatch';
import type { Location } from '../locate/locate';
import type { SourcePort } from '../locate/port';
import { dirName } from '../locate/paths';
import { blockedAt } from './blocked';
import { keepsConnection, unclosedBodies } from './bodies';
import { channelFacts } from './channelFacts';
import { creationFacts } from './creationFacts';
import { excuseAt } from './excuses';
import type { RuleHit, SourceFacts } from './facts';
import { lockOrderHit, lockWaitOf, type LockWait } from './lockOrder';
import { modelOf } from './model';
import { openPackage, type GoPackage } from './package';
import type { SyntaxPort } from './port';
import type { Blocked } from './rule';
import { rules } from './rules';
import { areStartersThere, leaverRules } from './starters';
import { callsOfStack, packagePrefix } from './stack';
import { positionsOf, waitChainHit, type Stuck } from './waitChain';
import { wakesOf } from './wakes';

/** The clusters of a dump, and where they stand. */
export interface Around {
  readonly clusters: readonly Cluster[];
  /** By signature. */
  readonly locations: ReadonlyMap<string, Location>;
}

/** Facts of the clusters of one analysis; packages are looked at once. */
export interface SourceReader {
  /**
   * Undefined when the cluster has no place in the source, or the port gives no syntax. With `around` what two clusters tell
   * together is said too: locks taken in two orders.
   */
  factsOf(cluster: Cluster, location: Location, around?: Around): SourceFacts | undefined;
}

/** Opens the source for one analysis: make a new reader when a file may have changed. Nothing here throws. */
export function openSourceReader(port: SourcePort): SourceReader {
  const syntax = port.syntaxPort;
  return syntax ? new Reader(syntax, port) : { factsOf: () => undefined };
}

/** Facts of a single cluster; for several of one dump use {@link openSourceReader}. */
export function sourceFactsOf(
  cluster: Cluster,
  location: Location,
  port: SourcePort,
): SourceFacts | undefined {
  return openSourceReader(port).factsOf(cluster, location);
}

class Reader implements SourceReader {
  private readonly packages = new Map<string, GoPackage>();
  private readonly waits = new WeakMap<Around, readonly LockWait[]>();
  private readonly blocked = new WeakMap<Cluster, { readonly found: Blocked | undefined }>();

  private readonly hits = new WeakMap<Cluster, readonly RuleHit[]>();
  private readonly stuck = new WeakMap<Around, readonly Stuck[]>();

  private unclosed: readonly RuleHit[] | undefined;

  constructor(
    private readonly syntax: SyntaxPort,
    private readonly port: SourcePort,
  ) {}

  factsOf(cluster: Cluster, location: Location, around?: Around): SourceFacts | undefined {
    try {
      return this.findFacts(cluster, location, around);
    } catch (error) {
      // Code that is nested deeper than the stack goes: nobody wrote it.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  private findFacts(
    cluster: Cluster,
    location: Location,
    around: Around | undefined,
  ): SourceFacts | undefined {
    const { anchor, anchorFrame } = location;
    const start = location.related.find(place => place.role === 'createdBy');
    const excused = excuseAt([anchor, start], this.syntax);
    const creation = start && creationFacts(start, this.syntax, this.packageOf(start.file));
    const blocked = this.blockedOf(cluster, location);
    const unclosed = keepsConnection(cluster) ? this.unclosedBodies() : [];
    if (!blocked && !creation && !excused && unclosed.length === 0) return undefined;
    const frame = cluster.frames[anchorFrame ?? -1];
    const prefix = frame ? packagePrefix(frame.func) : '';
    return {
      excused,
      hits: blocked && !excused ? this.hitsOf(cluster, location, blocked, around) : unclosed,
      channel: blocked && channelFacts(blocked, prefix),
      wakes: blocked ? wakesOf(blocked) : [],
      creation,
    };
  }

  private hitsOf(
    cluster: Cluster,
    location: Location,
    blocked: Blocked,
    around: Around | undefined,
  ): readonly RuleHit[] {
    const own = this.ownHits(cluster, location, blocked, around);
    const chain =
      around && own.length === 0 ? waitChainHit(blocked, this.stuckIn(around)) : undefined;
    return chain ? [this.named(chain, cluster, location)] : own;
  }

  /** Goroutines that a pattern surely holds, or the runtime has found. */
  private stuckIn(around: Around): readonly Stuck[] {
    let stuck = this.stuck.get(around);
    if (!stuck) {
      stuck = around.clusters.flatMap(cluster => {
        const location = around.locations.get(cluster.signature);
        const blocked = location && this.blockedOf(cluster, location);
        if (!blocked) return [];
        const hits = this.ownHits(cluster, location, blocked, around);
        return cluster.leaked > 0 || hits.some(({ certain }) => certain)
          ? [positionsOf(blocked)]
          : [];
      });
      this.stuck.set(around, stuck);
    }
    return stuck;
  }

  private ownHits(
    cluster: Cluster,
    location: Location,
    blocked: Blocked,
    around: Around | undefined,
  ): readonly RuleHit[] {
    const known = this.hits.get(cluster);
    if (known) return known;
    const found = this.findHits(cluster, location, blocked, around);
    this.hits.set(cluster, found);
    return found;
  }

  /** Functions are named behind their package by the rules, which do not know it. */
  private named(one: RuleHit, cluster: Cluster, { anchorFrame }: Location): RuleHit {
    const prefix = packagePrefix(cluster.frames[anchorFrame ?? -1]?.func ?? '');
    return { ...one, causeFunction: prefix + one.causeFunction };
  }

  private findHits(
    cluster: Cluster,
    location: Location,
    blocked: Blocked,
    around: Around | undefined,
  ): RuleHit[] {
    const prefix = packagePrefix(cluster.frames[location.anchorFrame ?? -1]?.func ?? '');
    const wait = around && lockWaitOf(blocked);
    const order = wait && lockOrderHit(wait, this.lockWaits(around));
    const waitsStill =
      around !== undefined &&
      location.anchorReason === 'exact' &&
      areStartersThere(cluster, blocked, prefix, around.clusters);
    const found = rules
      .filter(({ id }) => !waitsStill || !leaverRules.has(id))
      .flatMap(rule => rule.evaluate(blocked));
    return [...(order ? [order] : []), ...found].map(one => this.named(one, cluster, location));
  }

  private lockWaits(around: Around): readonly LockWait[] {
    let waits = this.waits.get(around);
    if (!waits) {
      waits = around.clusters.flatMap(cluster => {
        const location = around.locations.get(cluster.signature);
        const blocked = location && this.blockedOf(cluster, location);
        return (blocked && lockWaitOf(blocked)) ?? [];
      });
      this.waits.set(around, waits);
    }
    return waits;
  }

  private blockedOf(cluster: Cluster, location: Location): Blocked | undefined {
    let known = this.blocked.get(cluster);
    if (!known) {
      known = { found: this.findBlocked(cluster, location) };
      this.blocked.set(cluster, known);
    }
    return known.found;
  }

  private findBlocked(cluster: Cluster, location: Location): Blocked | undefined {
    const { anchor, anchorFrame } = location;
    if (!anchor || anchorFrame === undefined) return undefined;
    const function_ = this.syntax.functionAt(anchor.file, anchor.line);
    if (!function_) return undefined;
    const pkg = this.packageOf(anchor.file);
    const callerOf = callsOfStack(cluster, location, pkg, this.syntax);
    const kind = location.inferredKind ?? cluster.kind;
    if (isInLibrary(cluster, anchorFrame, kind)) return undefined;
    const inLiteral = isLiteral(cluster.frames[anchorFrame]?.func ?? '');
    const standing = { line: anchor.line, kind, inLiteral };
    return blockedAt(modelOf(function_), standing, pkg, callerOf);
  }

  private unclosedBodies(): readonly RuleHit[] {
    return (this.unclosed ??= unclosedBodies({
      filesMentioning: text => this.port.filesMentioning?.(text),
      functionsMentioning: (file, name) => this.packageOf(file).mentioning(name),
    }));
  }

  private packageOf(file: string): GoPackage {
    const key = file.endsWith('_test.go') ? file : dirName(file);
    let found = this.packages.get(key);
    if (!found) {
      found = openPackage(file, this.syntax, name => this.port.filesMentioning?.(name));
      this.packages.set(key, found);
    }
    return found;
  }
}

/** It waits on a channel of a library that the anchor's line calls: that line's own channels have nothing to do with it. */
function isInLibrary({ siteIndex }: Cluster, anchorFrame: number, kind: WaitKind): boolean {
  return siteIndex !== undefined && siteIndex < anchorFrame && channelWaits.has(kind);
}

const channelWaits: ReadonlySet<WaitKind> = new Set([
  'send',
  'send-nil',
  'recv',
  'recv-nil',
  'chan',
  'select',
  'select-none',
  'select-any',
]);
