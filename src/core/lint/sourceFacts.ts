/** What the source says about why a cluster waits: the entry of `core/lint`. */
import type { Cluster } from '../goroutine';
import type { Location } from '../locate/locate';
import type { SourcePort } from '../locate/port';
import { dirName } from '../locate/paths';
import { blockedAt } from './blocked';
import { capacityOf, isComplete, type ChannelSite, type FollowedChannel } from './channel';
import { creationFacts } from './creationFacts';
import type { ChannelFacts, ChannelUse, RuleHit, SourceFacts } from './facts';
import { excuseAt } from './excuses';
import { loopAround, modelOf, selectCaseOf, type FunctionModel } from './model';
import { openPackage, type GoPackage } from './package';
import type { SyntaxPort } from './port';
import { nameOf, type Blocked } from './rule';
import { rules } from './rules';
import { callsOfStack, packagePrefix } from './stack';
import { wakesOf } from './wakes';

/** Facts of the clusters of one analysis; packages are looked at once. */
export interface SourceReader {
  /** Undefined when the cluster has no place in the source, or the port gives no syntax. */
  factsOf(cluster: Cluster, location: Location): SourceFacts | undefined;
}

/** Opens the source for one analysis: make a new reader when a file may have changed. Nothing here throws. */
export function openSourceReader(port: SourcePort): SourceReader {
  const syntax = port.syntaxPort;
  const packages = new Map<string, GoPackage>();
  const packageOf = (file: string, from: SyntaxPort): GoPackage => {
    const key = file.endsWith('_test.go') ? file : dirName(file);
    let found = packages.get(key);
    if (!found)
      packages.set(key, (found = openPackage(file, from, name => port.filesMentioning?.(name))));
    return found;
  };
  return {
    factsOf: (cluster, location) =>
      syntax && readFacts(cluster, location, syntax, file => packageOf(file, syntax)),
  };
}

/** Facts of a single cluster; for several of one dump use {@link openSourceReader}. */
export function sourceFactsOf(
  cluster: Cluster,
  location: Location,
  port: SourcePort,
): SourceFacts | undefined {
  return openSourceReader(port).factsOf(cluster, location);
}

function readFacts(
  cluster: Cluster,
  location: Location,
  port: SyntaxPort,
  packageOf: (file: string) => GoPackage,
): SourceFacts | undefined {
  const { anchor, anchorFrame } = location;
  const start = location.related.find(place => place.role === 'createdBy');
  const excused = excuseAt([...(anchor ? [anchor] : []), ...(start ? [start] : [])], port);
  const creation = start && creationFacts(start, port, packageOf(start.file));
  const blocked =
    anchor && anchorFrame !== undefined
      ? blockedOf(cluster, location, port, packageOf(anchor.file))
      : undefined;
  if (!blocked && !creation && !excused) return undefined;
  const frame = cluster.frames[anchorFrame ?? -1];
  const prefix = frame ? packagePrefix(frame.func) : '';
  const hits = blocked && !excused ? hitsOf(blocked, prefix) : [];
  return {
    excused,
    hits,
    channel: blocked && channelFacts(blocked, prefix),
    wakes: blocked ? wakesOf(blocked) : [],
    creation,
  };
}

/** Functions are named behind their package by the rules, which do not know it. */
function hitsOf(blocked: Blocked, prefix: string): RuleHit[] {
  return rules
    .flatMap(rule => rule.evaluate(blocked))
    .map(found => ({ ...found, causeFunction: prefix + found.causeFunction }));
}

function blockedOf(
  cluster: Cluster,
  location: Location,
  port: SyntaxPort,
  pkg: GoPackage,
): Blocked | undefined {
  const { anchor } = location;
  const syntax = anchor && port.functionAt(anchor.file, anchor.line);
  if (!syntax) return undefined;
  const callerOf = callsOfStack(cluster, location, pkg, port);
  const kind = location.inferredKind ?? cluster.kind;
  return blockedAt(modelOf(syntax), anchor.line, kind, pkg, callerOf);
}

function channelFacts({ channel }: Blocked, prefix: string): ChannelFacts | undefined {
  if (!channel) return undefined;
  const made = channel.home && channel.makes[0];
  return {
    expression: channel.expression,
    local: channel.scope === 'local' && isComplete(channel),
    madeIn:
      channel.home && made ? { func: prefix + nameOf(channel.home), place: made.place } : undefined,
    capacity: capacityOf(channel),
    uses: channel.sites.map(site => useOf(site, channel, prefix)),
    complete: isComplete(channel),
    field: channel.field,
  };
}

function useOf(site: ChannelSite, { home }: FollowedChannel, prefix: string): ChannelUse {
  const { model, node, start, startModel } = site;
  const inSelect = (selectCaseOf(model, node)?.select.clauses.length ?? 0) > 1;
  const callLoop = home && site.at !== node && loopAround(home, site.at);
  return {
    kind: site.kind,
    func: prefix + nameOf(model),
    file: model.syntax.file,
    line: node.line,
    goLine: start && (home === undefined || startModel === home) ? start.line : undefined,
    inSelect,
    inLoop: isLoop(site) || callLoop !== undefined,
  };
}

/** A range loop is the operation and the loop in one. */
function isLoop({ model, node }: { model: FunctionModel; node: ChannelSite['node'] }): boolean {
  return node.kind === 'range' || loopAround(model, node) !== undefined;
}
