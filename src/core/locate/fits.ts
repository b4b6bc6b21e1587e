/** Which operation can stand on a line, given what the dump says happened there. */
import type { Frame, WaitKind } from '../goroutine';
import { parseSymbol } from '../symbol';
import type { Operation } from './port';

/** What a frame did: waited itself, called the next inner frame, or ran a `go` statement. */
export type Expectation =
  | { readonly what: 'wait'; readonly kind: WaitKind }
  /** `name` undefined: a function value was called, its name is not in the source. */
  | { readonly what: 'call'; readonly name: string | undefined }
  | { readonly what: 'go' };

/** What the frame at `index` did, by the next inner frame. Frames of the runtime belong to the wait itself. */
export function expectationAt(
  frames: readonly Frame[],
  index: number,
  kind: WaitKind,
): Expectation {
  const inner = frames[index - 1];
  if (!inner || isRuntimeFrame(inner.func)) return { what: 'wait', kind };
  const { name, closure } = parseSymbol(inner.func);
  if (closure) return { what: 'call', name: undefined };
  return { what: 'call', name: name.replace(/^_Cfunc_/, '') };
}

/** The unexported runtime functions (`gopark`, `chansend1`) that SIGQUIT dumps of newer versions show. */
function isRuntimeFrame(func: string): boolean {
  return /^(runtime|internal\/runtime(\/\w+)?)\.[(*]*[a-z]/.test(func);
}

/**
 * True when the operation is what the frame expects. A plain channel operation never fits a `select`, nor the other way
 * round.
 */
export function fits(operation: Operation, expected: Expectation): boolean {
  switch (expected.what) {
    case 'go':
      return operation.kind === 'go';
    case 'call':
      if (expected.name !== undefined)
        return operation.kind === 'call'
          ? operation.calleeName === expected.name
          : iterates(operation, expected.name);
      return operation.kind === 'call' || operation.kind === 'range';
    case 'wait':
      return operation.cannotBlock !== true && waitOperations(expected.kind).has(operation.kind);
  }
}

/** `for x := range rows.All`: the loop calls the function that it ranges over. */
function iterates(operation: Operation, name: string): boolean {
  const over = operation.channel ?? '';
  return operation.kind === 'range' && over.slice(over.lastIndexOf('.') + 1) === name;
}

/** Operations worth following to another line: without a name, one call is as good as the next. */
export function mayFollow(expected: Expectation): boolean {
  if (expected.what === 'call') return expected.name !== undefined;
  return expected.what === 'go' || isChannelWait(expected.kind);
}

type OperationSet = ReadonlySet<Operation['kind']>;
const sends: OperationSet = new Set(['send']);
const receives: OperationSet = new Set(['recv', 'range']);
const plain: OperationSet = new Set(['send', 'recv', 'range']);
const selects: OperationSet = new Set(['select']);
const emptySelects: OperationSet = new Set(['select-none']);
const anySelects: OperationSet = new Set(['select', 'select-none']);
/** What a goroutine that has just been woken, or waits for a reason we do not know, may stand on. */
const channelOperations: OperationSet = new Set(['send', 'recv', 'range', 'select', 'select-none']);

function waitOperations(kind: WaitKind): OperationSet {
  switch (kind) {
    case 'send':
    case 'send-nil':
      return sends;
    case 'recv':
    case 'recv-nil':
      return receives;
    case 'chan':
      return plain;
    case 'select':
      return selects;
    case 'select-none':
      return emptySelects;
    case 'select-any':
      return anySelects;
    default:
      return channelOperations;
  }
}

function isChannelWait(kind: WaitKind): boolean {
  return waitOperations(kind) !== channelOperations;
}
