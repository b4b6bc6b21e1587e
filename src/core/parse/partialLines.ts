/**
 * Lines that a log keeps in pieces: docker writes 16 KiB to a record, the log of a Kubernetes container marks pieces by `P`,
 * and `go test -json` gives the output of a test as it was written.
 */
import { recordsOf } from './jsonLog';
import type { LogRecord } from './jsonLog';

interface Piece {
  /** Pieces of one line have the same. */
  readonly key: string;
  readonly text: string;
  readonly goesOn: boolean;
  /** The line of the log as it would be with the whole text. */
  readonly whole: (text: string) => string;
}

/** `2026-11-25T10:00:00.123456789Z stderr P main.f(0x`: the last piece has `F`. */
const container = /^(\S{20,40} (?:stdout|stderr) )([PF]) (.*)$/;
/** Docker cuts at 16,384 bytes. */
const fullRecord = 12_000;
const maxText = 1 << 20;
const maxOpen = 100;

export class PartialLines {
  private readonly open = new Map<string, Piece>();

  /** Takes a line; returns the lines to read now: none when it goes on. */
  take(line: string): readonly string[] {
    const piece = this.pieceOf(line);
    if (piece === undefined) return [line];
    const begin = this.open.get(piece.key);
    const text = (begin?.text ?? '') + piece.text;
    const fits = text.length < maxText && (begin !== undefined || this.open.size < maxOpen);
    if (piece.goesOn && fits) {
      this.open.set(piece.key, { ...piece, text });
      return [];
    }
    this.open.delete(piece.key);
    return [begin === undefined ? line : piece.whole(text)];
  }

  /** The input is over: what never came to its end. */
  end(): readonly string[] {
    const lines = [...this.open.values()].map(({ text, whole }) => whole(text));
    this.open.clear();
    return lines;
  }

  private pieceOf(line: string): Piece | undefined {
    const part = container.exec(line);
    if (part) {
      const [, before = '', mark = '', text = ''] = part;
      const key = before.trimEnd().slice(-6);
      return { key, text, goesOn: mark === 'P', whole: all => `${before}F ${all}` };
    }
    // Most records hold a whole line.
    if (!/"(?:Output|log)":/.test(line) || (this.open.size === 0 && line.includes('\\n"')))
      return undefined;
    const [record, ...others] = recordsOf(line) ?? [];
    return record && others.length === 0 ? pieceOfRecord(record) : undefined;
  }
}

function pieceOfRecord(record: LogRecord): Piece | undefined {
  const isTest = record.get('Action') === 'output';
  const name = isTest ? 'Output' : 'log';
  const text = record.get(name);
  const writer = isTest ? [record.get('Package'), record.get('Test')] : [record.get('stream')];
  if (text === undefined || writer[0] === undefined) return undefined;
  return {
    key: [name, ...writer].join('\n'),
    text,
    goesOn: !text.endsWith('\n') && (isTest || text.length >= fullRecord),
    whole: all => JSON.stringify({ ...Object.fromEntries(record), [name]: all }),
  };
}
