/** Short forms of what Go prints. Text from a dump is shown as text only; nothing here makes it safer or less safe. */
import type { WireFrame } from '../protocol/lsp';

/** `example.com/shop/yaml%2ev3.(*Pool).run.func1` → `yaml.v3.(*Pool).run.func1`; any other text stays what it is. */
export function shortFunction(func: string): string {
  // A slash inside brackets belongs to a type argument, not to the import path.
  const brackets = func.indexOf('[');
  const path = brackets < 0 ? func : func.slice(0, brackets);
  const short = func.slice(path.lastIndexOf('/') + 1);
  return visible(
    short.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  );
}

/** Control, bidirectional and zero-width characters as `\\u202e`: a dump must not reorder or hide what stands beside it. */
export function visible(text: string): string {
  return text.replace(
    hidden,
    character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

const hidden = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** `processor.go:27`; empty for a frame without a place. */
export function shortPlace(frame: WireFrame): string {
  if (frame.file === undefined) return '';
  const name = frame.file.slice(frame.file.search(/[^/\\]*$/));
  return visible(frame.line === undefined ? name : `${name}:${frame.line}`);
}

/** `/src/shop/processor.go:27`, for tooltips and screen readers. */
export function fullPlace(frame: WireFrame): string {
  if (frame.file === undefined) return '';
  return visible(frame.line === undefined ? frame.file : `${frame.file}:${frame.line}`);
}

/** The import path of a function: `net/http` of `net/http.(*conn).serve`. */
export function packageOf(func: string): string {
  const brackets = func.indexOf('[');
  const path = brackets < 0 ? func : func.slice(0, brackets);
  const dot = path.indexOf('.', path.lastIndexOf('/') + 1);
  return dot < 0 ? path : path.slice(0, dot);
}
