/** Where the named functions of a file begin and end. */
import type { Node } from 'web-tree-sitter';

/** A named function, a range of the text. Lines are 1-based, indices count UTF-16 units. */
export interface FunctionRange {
  readonly name: string;
  readonly receiver: string | undefined;
  readonly pointerReceiver: boolean;
  readonly receiverName?: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startIndex: number;
  readonly endIndex: number;
}

/** Range of a function or method declaration; undefined when its name cannot be read. */
export function declaredRange(node: Node): FunctionRange | undefined {
  const name = node.childForFieldName('name')?.text;
  if (!name) return undefined;
  return { ...extent(node), name, ...receiverOf(node.childForFieldName('receiver')?.text) };
}

/** Range of a package-level `var`: its function literals are closures of `init` (since Go 1.22; `glob.` before). */
export function variableRange(node: Node): FunctionRange {
  return { ...extent(node), name: 'init', receiver: undefined, pointerReceiver: false };
}

/**
 * Ranges by the layout that gofmt gives every file: `func` in the first column, the closing `}` in the first column. Used
 * when a file does not parse: an error in one function must not swallow its neighbours.
 */
export function rangesByLayout(text: string): FunctionRange[] {
  const ranges: FunctionRange[] = [];
  const starts = /^func[ \t]*(\([^()\n]*\))?[ \t]*([\p{L}_][\p{L}\p{N}_]*)/gmu;
  for (const match of text.matchAll(starts)) {
    const next = nextBoundary(text, match.index + match[0].length);
    ranges.push({
      name: match[2] ?? '',
      ...receiverOf(match[1]),
      startIndex: match.index,
      endIndex: next,
      startLine: lineAt(text, match.index),
      endLine: lineAt(text, next - 1),
    });
  }
  return ranges;
}

/** End of the function whose head ends at `from`: behind a `}` in the first column, or before the next declaration. */
function nextBoundary(text: string, from: number): number {
  const boundary = /\n(?:\}|(?=(?:func|type|var|const)\b))/g;
  boundary.lastIndex = from;
  const match = boundary.exec(text);
  return match ? match.index + Math.max(match[0].length, 1) : text.length;
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** `(p *Processor[K, V])` → p, Processor, pointer. Unnamed receivers too. */
function receiverOf(
  text: string | undefined,
): Pick<FunctionRange, 'receiver' | 'pointerReceiver' | 'receiverName'> {
  const match = /^\(\s*(?:([\p{L}_][\p{L}\p{N}_]*)\s+)?([*(\s]*)([\p{L}_][\p{L}\p{N}_]*)/u.exec(
    text ?? '',
  );
  return {
    receiver: match?.[3],
    pointerReceiver: match?.[2]?.includes('*') ?? false,
    ...(match?.[1] ? { receiverName: match[1] } : {}),
  };
}

function extent(
  node: Node,
): Pick<FunctionRange, 'startLine' | 'endLine' | 'startIndex' | 'endIndex'> {
  return {
    startLine: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
    startIndex: node.startIndex,
    endIndex: node.endIndex,
  };
}
