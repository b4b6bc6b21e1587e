/** Any frame → a local file to open: what clicking a frame asks for. */
import type { Frame, Place } from '../goroutine';
import { filesNaming, functionsOf, inAny } from './functionMatch';
import { libraryFiles } from './libraryFiles';
import { frameOrigin } from './origin';
import { openPackages, type OwnPackages } from './ownPackages';
import { baseName } from './paths';
import type { FileFacts, SourcePort } from './port';

/**
 * `exact`: the function is there and spans the recorded line. `moved`: it is there, but elsewhere; the place is its first
 * line. `differs`: the file is right, the function is not in it; the line is as recorded.
 */
export type ResolvedFrame =
  | { readonly kind: 'found'; readonly place: Place; readonly how: 'exact' | 'moved' | 'differs' }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Place[] }
  | { readonly kind: 'none' };

/**
 * Finds the file of a frame: own code first, then the module cache, `vendor/`, GOROOT and the mappings. Only files that
 * `port.mayOpen` allows are ever named; a frame without file or line has none.
 */
export function resolveFrame(frame: Frame, port: SourcePort): ResolvedFrame {
  return resolveIn(frame, openPackages([frame], port), port);
}

/** As {@link resolveFrame}, with what other frames of the same dump gave away about its build folders. */
export function resolveIn(frame: Frame, packages: OwnPackages, port: SourcePort): ResolvedFrame {
  if (frame.file === undefined || frame.line === undefined) return { kind: 'none' };
  const own = packages
    .dirsOf(frame)
    .flatMap(({ dir, named }) => ownFile(frame, dir, port).map(file => ({ file, named })));
  if (own.length > 0) {
    const files = own.filter(f => own.length === 1 || f.named);
    return decide(frame, files.length === 1 ? files : own, port);
  }
  if (frameOrigin(frame, port) === 'own') return mainCandidates(frame, port);
  const library = libraryFiles(frame, port).find(file => port.mayOpen(file));
  return library === undefined ? { kind: 'none' } : decide(frame, [{ file: library }], port);
}

/** The file of the printed name when it holds the function, else the one file of the package that does. */
function ownFile(frame: Frame, dir: string, port: SourcePort): string[] {
  const printed = port.join(dir, baseName(frame.file ?? ''));
  const there = port.mayOpen(printed) ? [printed] : [];
  if (there.length > 0 && holdsFunction(frame, printed, port)) return there;
  const others = filesNaming(frame.func, dir, port).filter(
    file => port.mayOpen(file) && holdsFunction(frame, file, port),
  );
  return others.length === 1 ? others : there;
}

function holdsFunction(frame: Frame, file: string, port: SourcePort): boolean {
  const facts = port.facts(file);
  return facts !== undefined && functionsOf(frame.func, facts).length > 0;
}

function decide(
  frame: Frame,
  files: readonly { readonly file: string }[],
  port: SourcePort,
): ResolvedFrame {
  const found = files.map(({ file }) => lineIn(frame, file, port.facts(file)));
  const [first, second] = found;
  if (!first) return { kind: 'none' };
  if (!second) return { kind: 'found', ...first };
  const exact = found.filter(f => f.how === 'exact');
  if (exact.length === 1 && exact[0]) return { kind: 'found', ...exact[0] };
  return { kind: 'ambiguous', candidates: found.map(f => f.place) };
}

function lineIn(
  frame: Frame,
  file: string,
  facts: FileFacts | undefined,
): { place: Place; how: 'exact' | 'moved' | 'differs' } {
  const recorded = frame.line ?? 1;
  const functions = facts ? functionsOf(frame.func, facts) : [];
  // A linkname gives a function of package runtime the name of another package: `sync.runtime_Semacquire`.
  const linknamed = facts?.packageName === 'runtime' && !frame.func.startsWith('runtime.');
  if (inAny(linknamed ? facts.functions : functions, recorded))
    return { place: { file, line: recorded }, how: 'exact' };
  const [only, other] = functions;
  if (only && !other) return { place: { file, line: only.startLine }, how: 'moved' };
  const line = Math.min(recorded, facts?.lineCount ?? recorded);
  return { place: { file, line }, how: 'differs' };
}

/** Package main of one of several programs: the person who clicks can tell which. */
function mainCandidates(frame: Frame, port: SourcePort): ResolvedFrame {
  const files = port
    .filesNamed(baseName(frame.file ?? ''))
    .filter(file => port.mayOpen(file) && holdsFunction(frame, file, port))
    .map(file => ({ file }));
  return decide(frame, files, port);
}
