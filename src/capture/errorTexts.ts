/** The table of what can go wrong with a capture: the sentence, and what a person may do about it. */

/** What a person may do about a failure; each face offers those it can carry out. */
export type CaptureAction =
  | 'retry'
  | 'enablePprof'
  | 'setPath'
  | 'editAddress'
  | 'signIn'
  | 'openInBrowser'
  | 'captureAsPprof'
  | 'changeLimit'
  | 'showAnswer'
  | 'deleteSnapshots'
  | 'setCaFile'
  | 'certificates'
  | 'leakProfile';

export interface ErrorRow {
  readonly english: string;
  readonly actions: readonly CaptureAction[];
}

/** Ids are stable: what stands before the dot is the code that faces and logs name. */
export const errorRows = {
  E1: {
    english: 'Nothing is listening on {0} (from {1}). Is the program running?',
    actions: ['retry', 'enablePprof'],
  },
  'E1.local': {
    english: 'Nothing is listening on {0}. Is the program running?',
    actions: ['retry', 'enablePprof'],
  },
  proxy: {
    english:
      'The proxy {1} did not connect to {0} ({2}). Check the proxy, or leave this host out of it.',
    actions: ['retry'],
  },
  'proxy.auth': {
    english: 'The proxy before {0} asks for a user name and password (HTTP 407).',
    actions: ['retry'],
  },
  'proxy.address': { english: '{0} holds no address of a proxy.', actions: [] },
  'proxy.kind': {
    english: 'A proxy of the kind {0}:// cannot be used: http://, https:// and socks5:// can.',
    actions: [],
  },
  E2: {
    english:
      '{0} answered, but /debug/pprof/goroutine was not found. Import net/http/pprof, or set the path prefix.',
    actions: ['setPath', 'enablePprof'],
  },
  E3: { english: '{0} needs credentials (HTTP {1}).', actions: ['signIn'] },
  E4: {
    english:
      'The server returned a web page, not a goroutine profile. A login proxy may be in the way.',
    actions: ['openInBrowser', 'editAddress'],
  },
  'E5.untrusted': {
    english: 'Certificate for {0} is not trusted ({1}).',
    actions: ['setCaFile', 'certificates'],
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
  'E5.refused': {
    english:
      '{0} refused the TLS handshake ({1}). It may want a client certificate, or another version of TLS.',
    actions: ['certificates'],
  },
  'E5.silent': {
    english:
      '{0} accepted the connection but did not answer the TLS handshake for {1} s. The address may have to start with http://.',
    actions: ['editAddress', 'retry'],
  },
  E7: {
    english: 'The answer passed {0}; at least {1} goroutines in what was kept.',
    actions: ['captureAsPprof', 'changeLimit'],
  },
  E8: {
    english: 'The runtime cut this dump at 64 MiB; it held at least {0} goroutines.',
    actions: ['captureAsPprof'],
  },
  E13: {
    english:
      'This program was not built with the leak profile (Go 1.27+, or 1.26 with GOEXPERIMENT=goroutineleakprofile). Using growth analysis instead.',
    actions: ['leakProfile'],
  },
  'E13.alone': {
    english:
      'This program was not built with the leak profile (Go 1.27+, or 1.26 with GOEXPERIMENT=goroutineleakprofile). Compare two captures instead.',
    actions: ['leakProfile'],
  },
  'E13.router': {
    english:
      "{0} answered, but /debug/pprof/goroutineleak was not found: the program's router does not serve it. Register it beside the other profiles.",
    actions: ['leakProfile', 'setPath'],
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
    actions: ['captureAsPprof', 'changeLimit'],
  },
  'E17.idle': {
    english:
      '{0} stopped sending for {1} s. The {2} that arrived are kept: at least {3} goroutines.',
    actions: ['captureAsPprof', 'changeLimit'],
  },
  'E17.idle.none': {
    english: '{0} stopped sending for {1} s. The {2} that arrived are kept.',
    actions: ['captureAsPprof', 'changeLimit'],
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
    actions: ['captureAsPprof', 'retry'],
  },
  'E19.none': {
    english: 'The connection to {0} broke after {1} ({2}). They are kept.',
    actions: ['captureAsPprof', 'retry'],
  },
  'E19.packed': {
    english: 'The compressed answer of {0} is cut or damaged. The {1} that arrived are kept.',
    actions: ['captureAsPprof', 'retry'],
  },
  'E19.closed': {
    english: '{0} closed the connection without an answer ({1}).',
    actions: ['retry'],
  },
  E20: {
    english: '{0} announced {1} and sent {2}. They are kept: at least {3} goroutines.',
    actions: ['captureAsPprof', 'retry'],
  },
  'E20.none': {
    english: '{0} announced {1} and sent {2}. They are kept.',
    actions: ['captureAsPprof', 'retry'],
  },
  E21: {
    english: '{0} answered HTTP {1}: the program, or a proxy before it, failed.',
    actions: ['showAnswer', 'retry'],
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
  E24: {
    english:
      'The compressed answer of {0} grows beyond {1}. Unpacking stopped; the compressed bytes are kept.',
    actions: ['changeLimit'],
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
  E28: {
    english: '{0} answered with {1}, not a goroutine profile.',
    actions: ['showAnswer', 'editAddress'],
  },
  'E28.encoding': {
    english:
      '{0} packed its answer as {1}, which was not asked for and cannot be read. Ask it past the proxy that does so.',
    actions: ['editAddress'],
  },
  'E28.empty': { english: '{0} answered with an empty body.', actions: ['editAddress', 'retry'] },
  status: {
    english: '{0} answered HTTP {1}, not a goroutine profile.',
    actions: ['showAnswer', 'editAddress'],
  },
  notGoroutines: {
    english:
      '{0} is not a goroutine profile. Give the address of /debug/pprof/ or of /debug/pprof/goroutine.',
    actions: ['editAddress'],
  },
  unreachable: {
    english: '{0} cannot be reached ({1}). Check the address, the network and the firewall.',
    actions: ['editAddress', 'retry'],
  },
  blocked: {
    english: '{0} is not asked: {1} is an address that settings of a workspace may not reach.',
    actions: ['editAddress'],
  },
  certificateFile: {
    english: 'The certificate file {0} cannot be used ({1}). Check its path and content.',
    actions: ['setCaFile'],
  },
  unwritable: {
    english: 'The capture of {0} cannot be written ({1}). Check the folder and its permissions.',
    actions: ['retry'],
  },
  other: { english: 'The request to {0} failed ({1}).', actions: ['retry', 'editAddress'] },
} as const satisfies Readonly<Record<string, ErrorRow>>;

export type CaptureErrorId = keyof typeof errorRows;
