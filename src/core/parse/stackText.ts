/** What a line of a stack says by its form alone. */
import type { Frame } from '../goroutine';
import { callName, parseCreatedBy, parseElided } from './frameLine';
import { isOpenEnded } from './repair';

/** The outermost frame of a goroutine that nobody created, or of any where the runtime shows its own frames. */
export function endsAtRoot(stack: readonly Frame[]): boolean {
  return endsAtMain(stack) || stack.at(-1)?.func === 'runtime.goexit';
}

/** The outermost frame of the first goroutine, which nobody created. */
export function endsAtMain(stack: readonly Frame[]): boolean {
  const root = stack.at(-1)?.func;
  return root === 'main.main' || root === 'runtime.main';
}

/** Calls of the runtime that begin stacks of their own: exported functions that C calls, finalizers and cleanups. */
export function isRootOfRuntime({ func }: Frame): boolean {
  return (
    func.includes('_cgoexp_') ||
    /^runtime\.(?:cgocallback\w*|runfinq|runFinalizers|runCleanups)$/.test(func)
  );
}

/** Lines behind the last goroutine, and between two. */
export function isEnd(text: string): boolean {
  return /^(?:panic|fatal error|exit status|FAIL|SIG[A-Z]+:|-----|--- (?:FAIL|PASS|SKIP)|\[signal )/.test(
    text,
  );
}

/** A call, a creation place, or a mark that frames are left out. */
export function isStackText(text: string): boolean {
  return (
    callName(text) !== undefined ||
    isOpenEnded(text) ||
    parseElided(text) !== undefined ||
    parseCreatedBy(text) !== undefined
  );
}
