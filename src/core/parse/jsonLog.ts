/** Records of a log in JSON: one object, or lists of them as exports write them, on one line. */

/** Keys under which logs keep the line that a program wrote: docker, `go test -json`, journald, Cloud Logging, Splunk, zap and others. */
export const lineKeys = [
  'log',
  'Output',
  'MESSAGE',
  'message',
  '@message',
  'msg',
  'textPayload',
  'line',
  'text',
  '_raw',
];

/** Keys that name the writer of a record. */
const writerKeys = [
  'pod_name',
  'pod',
  'container_id',
  'container_name',
  '_PID',
  'Package',
  'instance',
  'podName',
];

/** A record of a log is not longer; a whole dump in one field may be. */
const maxRecord = 1 << 20;
/** What a log writes before it is short. */
const maxBefore = 200;
const maxDepth = 8;

/** Strings by key, those of inner objects too; a list of strings is one text of lines. */
export type LogRecord = ReadonlyMap<string, string>;

/** The records in JSON that is the rest of the line, `undefined` when there is none. */
export function recordsOf(line: string): LogRecord[] | undefined {
  const at = line.search(/\{\s*"|\[\s*[{"[]/);
  if (at < 0 || at > maxBefore || line.length > maxRecord) return undefined;
  if (!/^(?:[^"]*\s)?$/.test(line.slice(0, at)) || !/[}\]]\s*$/.test(line.slice(-20)))
    return undefined;
  try {
    const value: unknown = JSON.parse(line.slice(at));
    const records = recordsIn(value, 0);
    return records.length > 0 ? records : undefined;
  } catch {
    return undefined;
  }
}

/** Who wrote the record, where it says. */
export function writerOf(record: LogRecord): string | undefined {
  const key = writerKeys.find(name => record.has(name));
  return key === undefined ? undefined : record.get(key);
}

function recordsIn(value: unknown, depth: number): LogRecord[] {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return [];
  if (Array.isArray(value)) return recordsOfList(value, depth);
  const lists = Object.values(value).filter(isListOfRecords);
  const inner = lists.length > 0 ? lists : Object.values(value).filter(holdsRecords);
  if (inner.length > 0) return inner.flatMap(part => recordsIn(part, depth + 1));
  const strings = new Map<string, string>();
  collect(value, strings, 0);
  return strings.size > 0 ? [strings] : [];
}

function recordsOfList(list: readonly unknown[], depth: number): LogRecord[] {
  const lines = textOf(list);
  if (lines === undefined) return list.flatMap(item => recordsIn(item, depth + 1));
  // Loki answers with pairs of a time and a line.
  const [time = '', line, ...others] = list as readonly string[];
  const isPair = line !== undefined && others.length === 0 && /^\d{10,}$/.test(time);
  return [new Map([['line', isPair ? line : lines]])];
}

function isListOfRecords(value: unknown): boolean {
  return Array.isArray(value) && value.some(item => typeof item === 'object' && item !== null);
}

/** `{"hits":{"total":9,"hits":[…]}}`: what a search engine answers. */
function holdsRecords(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).some(isListOfRecords);
}

/** The lines of a list of strings as one text. */
function textOf(list: readonly unknown[]): string | undefined {
  return list.length > 0 && list.every(item => typeof item === 'string')
    ? `${list.join('\n')}\n`
    : undefined;
}

function collect(value: object, into: Map<string, string>, depth: number): void {
  for (const [key, part] of Object.entries(value) as [string, unknown][]) {
    const text = Array.isArray(part) ? textOf(part) : typeof part === 'string' ? part : undefined;
    if (text !== undefined) {
      if (!into.has(key)) into.set(key, text);
    } else if (typeof part === 'object' && part !== null && depth < 3)
      collect(part, into, depth + 1);
  }
}
