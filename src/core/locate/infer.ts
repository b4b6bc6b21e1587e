/** What debug=1 does not print and the source gives away: what a goroutine waits in, and who starts it. */
import type { Cluster, Frame, WaitKind } from '../goroutine';
import { parseSymbol } from '../symbol';
import { functionsOf, isLiteral } from './functionMatch';
import { ownModulesOf, packageOf } from './imports';
import type { OwnPackages } from './ownPackages';
import { baseName, below, dirName } from './paths';
import { onlyOne, type Placement } from './placement';
import type { FunctionFacts, Operation, SourcePort } from './port';

/** True for clusters of debug=1: no ids, and no state but one that the frames' names gave away. */
export function isCountsOnly(cluster: Cluster): boolean {
  return cluster.ids.length === 0 && (cluster.state === undefined || cluster.stateInferred);
}

/** The wait kind that the operations of a placed line leave open; undefined when they are of two kinds. */
export function kindOfOperations(operations: readonly Operation[]): WaitKind | undefined {
  const kinds = new Set(operations.map(o => (o.kind === 'range' ? 'recv' : o.kind)));
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined || kind === 'call' || kind === 'go') return undefined;
  return kind;
}

/**
 * Which code address stands for which kind: all sends of a binary wait at one place of the runtime, all receives at
 * another. What the source says about one cluster holds for every cluster with the same hidden PC. Addresses that would
 * mean two kinds are dropped.
 */
export function labelHiddenPcs(
  known: readonly { readonly hiddenPcs: readonly string[] | undefined; readonly kind: WaitKind }[],
): ReadonlyMap<string, WaitKind> {
  const labels = new Map<string, WaitKind | undefined>();
  for (const { hiddenPcs, kind } of known) {
    const key = hiddenPcKey(hiddenPcs);
    if (key === undefined) continue;
    labels.set(key, labels.has(key) && labels.get(key) !== kind ? undefined : kind);
  }
  return new Map([...labels].flatMap(([key, kind]) => (kind ? [[key, kind] as const] : [])));
}

/** The second PC: the return address inside `chansend`, `chanrecv`, `selectgo` or `block`; the first is `gopark`'s. */
export function hiddenPcKey(hiddenPcs: readonly string[] | undefined): string | undefined {
  const pc = hiddenPcs?.[1];
  return pc === undefined || !hiddenPcs ? undefined : `${hiddenPcs.length} ${pc}`;
}

/** What the header of debug=2 prints for a kind that the source tells. */
export function stateOfKind(kind: WaitKind | undefined): string | undefined {
  return kind === undefined ? undefined : states[kind];
}

const states: Readonly<Partial<Record<WaitKind, string>>> = {
  send: 'chan send',
  recv: 'chan receive',
  select: 'select',
  'select-none': 'select (no cases)',
};

/**
 * The one `go` statement of the own code that can start a goroutine with these frames, as the `created by` line would
 * name it (file and line are those of this machine). Undefined when there are none or several, when the stack may have
 * been cut (32 frames up to Go 1.22, 128 since), or when its outermost function is not own code.
 */
export function inferCreator(
  frames: readonly Frame[],
  outermost: Placement,
  packages: OwnPackages,
  port: SourcePort,
): Frame | undefined {
  const entry = frames[frames.length - 1];
  if (!entry || frames.length === 32 || frames.length >= 128 || !('place' in outermost))
    return undefined;
  const starter = isLiteral(entry.func)
    ? literalStarter(outermost)
    : onlyOne(namedStarters(entry, packages, port));
  if (!starter) return undefined;
  return {
    func: symbolOf(starter.within, entry, starter.file, port),
    file: starter.file,
    line: starter.operation.line,
  };
}

interface Starter {
  readonly file: string;
  readonly within: FunctionFacts;
  readonly operation: Operation;
}

/** The innermost `go func…` whose literal spans the line that the goroutine is at. */
function literalStarter(placement: Placement): Starter | undefined {
  if (!('place' in placement) || !placement.within) return undefined;
  const { place, within } = placement;
  const operation = literalAround(within, place.line);
  return operation && { file: place.file, within, operation };
}

function literalAround(within: FunctionFacts, line: number): Operation | undefined {
  const around = within.operations.filter(
    o =>
      o.kind === 'go' &&
      o.calleeName === undefined &&
      o.startLine <= line &&
      line <= (o.endLine ?? o.line),
  );
  const start = Math.max(...around.map(o => o.startLine));
  return onlyOne(around.filter(o => o.startLine === start));
}

/**
 * The spawn wrapper of a library (`sync.(*WaitGroup).Go`) that started a goroutine whose outermost frame is a literal of
 * it: `file` is where that frame was found on this machine, at the same line.
 */
export function inferWrapper(entry: Frame, file: string, port: SourcePort): Frame | undefined {
  const facts = port.facts(file);
  const { line } = entry;
  if (!facts || line === undefined || !isLiteral(entry.func)) return undefined;
  const starts = functionsOf(entry.func, facts).flatMap(f => literalAround(f, line) ?? []);
  const start = onlyOne(starts);
  if (!start) return undefined;
  return { func: entry.func.replace(/(\.func\d+|\.\d+)+$/, ''), file, line: start.line };
}

/** Every `go` statement that can start the function `entry` names; several when one cannot be told from another. */
function namedStarters(entry: Frame, packages: OwnPackages, port: SourcePort): Starter[] {
  const { name, receiver } = parseSymbol(entry.func);
  const dirs = packages.dirsOf(entry);
  const files = searchedFiles(
    name,
    dirs.map(d => d.dir),
    port,
  );
  if (dirs.length !== 1 || !files) return [];
  const home = port.goFiles(dirs[0]?.dir ?? '');
  const isSame = (f: FunctionFacts): boolean => f.name === name && f.receiver === receiver;
  const functions = files.flatMap(file =>
    (port.facts(file)?.functions ?? []).map(within => ({ file, within })),
  );
  const namesakes = functions.filter(f => f.within.name === name && !isSame(f.within)).length;
  return functions.flatMap(({ file, within }) =>
    within.operations
      .filter(o => o.kind === 'go' && o.calleeName === name)
      .filter(o => namesakes === 0 || surelyCalls(o, within, receiver, home.includes(file)))
      .map(operation => ({ file, within, operation })),
  );
}

/** An unexported function can be named in its own package alone; an exported one wherever the workspace mentions it. */
function searchedFiles(
  name: string,
  dirs: readonly string[],
  port: SourcePort,
): readonly string[] | undefined {
  const home = dirs
    .flatMap(dir => port.goFiles(dir))
    .filter(file => port.mentions?.(file, name) ?? true);
  if (!/^\p{Lu}/u.test(name)) return home;
  const mentioning = port.filesMentioning?.(name);
  return mentioning && [...new Set([...home, ...mentioning])].sort();
}

/** With namesakes about, only a call on the method's own receiver, or of the plain name, tells which is meant. */
function surelyCalls(
  operation: Operation,
  within: FunctionFacts,
  receiver: string | undefined,
  samePackage: boolean,
): boolean {
  if (!samePackage) return true;
  if (receiver === undefined) return operation.callee === operation.calleeName;
  const onReceiver =
    operation.callee === `${within.receiverName ?? ''}.${operation.calleeName ?? ''}`;
  return onReceiver ? within.receiver === receiver : operation.callee !== operation.calleeName;
}

/** The symbol Go would print for a function of the package that holds `file`. */
function symbolOf(within: FunctionFacts, entry: Frame, file: string, port: SourcePort): string {
  const name =
    within.receiver === undefined
      ? within.name
      : within.pointerReceiver
        ? `(*${within.receiver}).${within.name}`
        : `${within.receiver}.${within.name}`;
  return `${packageSymbol(entry, file, port)}.${name}`;
}

/** `main`, or the import path with the dots of its last element escaped, as Go writes it. */
function packageSymbol(entry: Frame, file: string, port: SourcePort): string {
  if (port.facts(file)?.packageName === 'main') return 'main';
  const path = importPathOf(dirName(file), entry, port);
  const last = baseName(path);
  return path.slice(0, path.length - last.length) + last.replace(/\./g, '%2e');
}

/** Import path of a local folder: by the module that holds the entry function, else by the innermost module around it. */
function importPathOf(dir: string, entry: Frame, port: SourcePort): string {
  const around = [...ownModulesOf(entry, port), ...port.modules]
    .filter(module => below(dir, module.dir) !== undefined)
    .sort((a, b) => b.dir.length - a.dir.length);
  const [module] = around;
  if (!module) return packageOf(entry).importPath;
  return [module.path, ...(below(dir, module.dir) ?? [])].join('/');
}
