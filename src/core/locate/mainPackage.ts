/** Package `main` has no import path: its folder is found by the paths and functions of its frames, or not at all. */
import type { Frame } from '../goroutine';
import { functionsOf } from './functionMatch';
import { baseName, commonTail, dirName, segments } from './paths';
import type { SourcePort } from './port';

interface Candidate {
  readonly dir: string;
  /** Folder names at the end that the printed and the local folder share. */
  readonly tail: number;
  /** Frames of the printed folder whose function stands in the local folder, and how many there are. */
  readonly found: number;
  readonly of: number;
}

/**
 * The own folder that a frame of package main was built from: one program's main is one folder, so all its frames are
 * asked together. A folder wins when it alone shares the longest folder name tail with the printed one, or when it alone
 * holds every function. Anything else is a guess: empty.
 */
export function mainFolder(
  frame: Frame,
  mains: readonly Frame[],
  port: SourcePort,
): { dir: string; named: boolean }[] {
  const printed = dirName(frame.file ?? '');
  const frames = distinct([frame, ...mains].filter(f => dirName(f.file ?? '') === printed));
  const dirs = new Set(frames.flatMap(f => port.filesNamed(baseName(f.file ?? ''))).map(dirName));
  const candidates = [...dirs]
    .map(dir => candidate(dir, printed, frames, port))
    .filter(c => c.found > 0);
  const longest = Math.max(0, ...candidates.map(c => c.tail));
  const closest = candidates.filter(c => c.tail === longest);
  const complete = candidates.filter(c => c.found === c.of);
  const winner =
    longest > 0 && closest.length === 1 ? closest : complete.length > 0 ? complete : candidates;
  return winner.length === 1 ? winner.map(({ dir }) => ({ dir, named: true })) : [];
}

function candidate(
  dir: string,
  printed: string,
  frames: readonly Frame[],
  port: SourcePort,
): Candidate {
  const found = frames.filter(frame => holdsFunction(dir, frame, port)).length;
  const tail = commonTail(segments(dir), segments(printed));
  return { dir, tail, found, of: frames.length };
}

function holdsFunction(dir: string, frame: Frame, port: SourcePort): boolean {
  const facts = port.facts(port.join(dir, baseName(frame.file ?? '')));
  return facts?.packageName === 'main' && functionsOf(frame.func, facts).length > 0;
}

/** At most 50 frames are asked: more cannot say more. */
function distinct(frames: readonly Frame[]): Frame[] {
  const byFunction = new Map(frames.map(f => [`${f.func}\0${f.file ?? ''}`, f]));
  return [...byFunction.values()].slice(0, 50);
}
