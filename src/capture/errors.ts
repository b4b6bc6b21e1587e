/** What can go wrong with a capture, in the words that a person reads. English is the key of the translation. */

/** A sentence with `{0}` for its arguments; a face translates it. */
export interface CaptureText {
  readonly english: string;
  readonly args: readonly (string | number)[];
}

/** What a person may do about it; each face offers those it can carry out. */
export type CaptureAction =
  | 'retry'
  | 'enablePprof'
  | 'setPath'
  | 'editAddress'
  | 'openInBrowser'
  | 'changeLimit'
  | 'deleteSnapshots'
  | 'certificates';

interface Row {
  readonly english: string;
  readonly actions: readonly CaptureAction[];
}

const rows = {
  E1: {
    english: 'Nothing is listening on {0} (from {1}). Is the program running?',
    actions: ['retry', 'enablePprof'],
  },
  'E1.local': {
    english: 'Nothing is listening on {0}. Is the program running?',
    actions: ['retry', 'enablePprof'],
  },
  E2: {
    english:
      '{0} answered, but /debug/pprof/goroutine was not found. Import net/http/pprof, or set the path prefix.',
    actions: ['setPath', 'enablePprof'],
  },
  E3: { english: '{0} needs credentials (HTTP {1}).', actions: ['editAddress'] },
  E4: {
    english:
      'The server returned a web page, not a goroutine profile. A login proxy may be in the way.',
    actions: ['openInBrowser', 'editAddress'],
  },
  'E5.untrusted': {
    english: 'Certificate for {0} is not trusted ({1}).',
    actions: ['certificates'],
  },
  'E5.expired': { english: 'Certificate for {0} has expired ({1}).', actions: ['certificates'] },
  'E5.host': {
    english: 'Certificate is for another host than {0} ({1}).',
    actions: ['editAddress', 'certificates'],
  },
  'E5.plain': {
    english: '{0} does not speak TLS ({1}). The address may have to start with http://.',
    actions: ['editAddress'],
  },
  E7: {
    english: 'The answer passed {0}; at least {1} goroutines in what was kept.',
    actions: ['changeLimit'],
  },
  E8: {
    english: 'The runtime cut this dump at 64 MiB; it held at least {0} goroutines.',
    actions: [],
  },
  E16: {
    english:
      'The name {0} could not be resolved (from {1}, {2}). Check the spelling and the network.',
    actions: ['editAddress', 'retry'],
  },
  'E16.local': {
    english: 'The name {0} could not be resolved ({1}). Check the spelling and the network.',
    actions: ['editAddress', 'retry'],
  },
  'E17.first': {
    english:
      '{0} accepted the connection but sent nothing for {1} s. The program may still be working on the request.',
    actions: ['changeLimit'],
  },
  'E17.idle': {
    english:
      '{0} stopped sending for {1} s. The {2} that arrived are kept: at least {3} goroutines.',
    actions: ['changeLimit'],
  },
  'E17.idle.none': {
    english: '{0} stopped sending for {1} s. The {2} that arrived are kept.',
    actions: ['changeLimit'],
  },
  E18: {
    english:
      '{0} was still sending after {1} s. Stopped; the {2} that arrived are kept: at least {3} goroutines.',
    actions: ['changeLimit'],
  },
  'E18.none': {
    english: '{0} was still sending after {1} s. Stopped; the {2} that arrived are kept.',
    actions: ['changeLimit'],
  },
  E19: {
    english: 'The connection to {0} broke after {1} ({2}). They are kept: at least {3} goroutines.',
    actions: ['retry'],
  },
  'E19.none': {
    english: 'The connection to {0} broke after {1} ({2}). They are kept.',
    actions: ['retry'],
  },
  'E19.closed': {
    english: '{0} closed the connection without an answer ({1}).',
    actions: ['retry'],
  },
  E20: {
    english: '{0} announced {1} and sent {2}. They are kept: at least {3} goroutines.',
    actions: ['retry'],
  },
  'E20.none': { english: '{0} announced {1} and sent {2}. They are kept.', actions: ['retry'] },
  E21: {
    english: '{0} answered HTTP {1}: the program, or a proxy before it, failed.',
    actions: ['retry'],
  },
  E22: {
    english: '{0} redirects without end (stopped after {1}, last to {2}).',
    actions: ['editAddress'],
  },
  E23: {
    english:
      '{0} redirects to {1}, another origin. Not followed: credentials stay where they belong.',
    actions: ['editAddress'],
  },
  E25: {
    english:
      '{0} was still sending after {1}, and nothing in it is a goroutine dump. The connection was closed.',
    actions: ['editAddress'],
  },
  E26: {
    english: '{0} does not answer with HTTP ({1}). It may be a gRPC or TLS port.',
    actions: ['editAddress'],
  },
  'E26.tls': {
    english: '{0} expects TLS. The address has to start with https://.',
    actions: ['editAddress'],
  },
  'E26.headers': {
    english:
      'The answer of {0} has headers that are too large or malformed ({1}). It was not read.',
    actions: ['editAddress'],
  },
  E27: {
    english:
      'The disk is full: the capture of {0} stopped after {1}. Earlier snapshots are untouched.',
    actions: ['deleteSnapshots'],
  },
  E28: { english: '{0} answered with {1}, not a goroutine profile.', actions: ['editAddress'] },
  'E28.empty': { english: '{0} answered with an empty body.', actions: ['editAddress', 'retry'] },
  status: { english: '{0} answered HTTP {1}, not a goroutine profile.', actions: ['editAddress'] },
  other: { english: 'The request to {0} failed ({1}).', actions: ['retry', 'editAddress'] },
} as const satisfies Readonly<Record<string, Row>>;

export type CaptureErrorId = keyof typeof rows;

/** A capture, or a part of it, that failed. `message` is the English sentence. */
export class CaptureError extends Error {
  /** `E1` … `E28` of the error table, `status` and `other` for what has no row there. */
  readonly code: string;
  readonly text: CaptureText;
  readonly actions: readonly CaptureAction[];

  constructor(
    readonly id: CaptureErrorId,
    args: readonly (string | number)[],
    /** Bytes that arrived and were kept. */
    readonly bytesKept = 0,
  ) {
    const row: Row = rows[id];
    const shown = args.map(arg => (typeof arg === 'string' ? harmless(arg) : arg));
    super(fill(row.english, shown));
    this.code = id.split('.')[0] ?? id;
    this.text = { english: row.english, args: shown };
    this.actions = row.actions;
  }
}

/** Text out of an answer is hostile: no control or bidirectional characters, and not much of it. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd').slice(0, 200);
}

/** The English sentence of a text. */
export function fill(english: string, args: readonly (string | number)[]): string {
  return english.replace(/\{(\d)\}/g, (hole, index: string) => {
    const value = args[Number(index)];
    if (value === undefined) return hole;
    return typeof value === 'number' ? value.toLocaleString('en') : value;
  });
}

/** `3.1 MB`, `512 B`: as sizes stand in messages. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
