/**
 * Every sentence of core: text id → English with `{0}` for arguments. The English is the key under which a face
 * translates, so a sentence is changed here and in `l10n/` together. Singular forms are entries of their own (`.one`).
 */
import type { Text } from '../goroutine';
import { evidenceTexts } from './evidenceTexts';
import { explainTexts } from './explainTexts';
import { problemTexts } from './problemTexts';
import { repairTexts } from './repairTexts';
import { ruleTexts } from './ruleTexts';
import { spanTexts } from './spans';

export const english: Readonly<Record<string, string>> = {
  // Proofs: {0} count, {1} creation site, {2} the lock call.
  'confirmed.send':
    '{0} goroutines are permanently blocked sending on a channel nobody can receive from (started at {1}).',
  'confirmed.recv':
    '{0} goroutines are permanently blocked receiving from a channel nobody can send on or close (started at {1}).',
  'confirmed.select':
    '{0} goroutines are permanently blocked in a select: nobody can reach any of its channels (started at {1}).',
  'confirmed.lock':
    '{0} goroutines are permanently blocked in {2}: nobody can release the lock (started at {1}).',
  'confirmed.waitgroup':
    '{0} goroutines are permanently blocked in sync.WaitGroup.Wait: nobody can call Done (started at {1}).',
  'confirmed.cond':
    '{0} goroutines are permanently blocked in sync.Cond.Wait: nobody can call Signal or Broadcast (started at {1}).',
  'confirmed.send-nil':
    '{0} goroutines are permanently blocked sending on a nil channel (started at {1}).',
  'confirmed.recv-nil':
    '{0} goroutines are permanently blocked receiving from a nil channel (started at {1}).',
  'confirmed.select-none': '{0} goroutines are parked forever in select {} (started at {1}).',
  'confirmed.other': '{0} goroutines are permanently blocked in {2} (started at {1}).',
  'confirmed.send.nosite':
    '{0} goroutines are permanently blocked sending on a channel nobody can receive from.',
  'confirmed.recv.nosite':
    '{0} goroutines are permanently blocked receiving from a channel nobody can send on or close.',
  'confirmed.select.nosite':
    '{0} goroutines are permanently blocked in a select: nobody can reach any of its channels.',
  'confirmed.lock.nosite':
    '{0} goroutines are permanently blocked in {2}: nobody can release the lock.',
  'confirmed.waitgroup.nosite':
    '{0} goroutines are permanently blocked in sync.WaitGroup.Wait: nobody can call Done.',
  'confirmed.cond.nosite':
    '{0} goroutines are permanently blocked in sync.Cond.Wait: nobody can call Signal or Broadcast.',
  'confirmed.send-nil.nosite': '{0} goroutines are permanently blocked sending on a nil channel.',
  'confirmed.recv-nil.nosite':
    '{0} goroutines are permanently blocked receiving from a nil channel.',
  'confirmed.select-none.nosite': '{0} goroutines are parked forever in select {}.',
  'confirmed.other.nosite': '{0} goroutines are permanently blocked in {2}.',
  'confirmed.send.one':
    'A goroutine is permanently blocked sending on a channel nobody can receive from (started at {1}).',
  'confirmed.recv.one':
    'A goroutine is permanently blocked receiving from a channel nobody can send on or close (started at {1}).',
  'confirmed.select.one':
    'A goroutine is permanently blocked in a select: nobody can reach any of its channels (started at {1}).',
  'confirmed.lock.one':
    'A goroutine is permanently blocked in {2}: nobody can release the lock (started at {1}).',
  'confirmed.waitgroup.one':
    'A goroutine is permanently blocked in sync.WaitGroup.Wait: nobody can call Done (started at {1}).',
  'confirmed.cond.one':
    'A goroutine is permanently blocked in sync.Cond.Wait: nobody can call Signal or Broadcast (started at {1}).',
  'confirmed.send-nil.one':
    'A goroutine is permanently blocked sending on a nil channel (started at {1}).',
  'confirmed.recv-nil.one':
    'A goroutine is permanently blocked receiving from a nil channel (started at {1}).',
  'confirmed.select-none.one': 'A goroutine is parked forever in select {} (started at {1}).',
  'confirmed.other.one': 'A goroutine is permanently blocked in {2} (started at {1}).',
  'confirmed.send.nosite.one':
    'A goroutine is permanently blocked sending on a channel nobody can receive from.',
  'confirmed.recv.nosite.one':
    'A goroutine is permanently blocked receiving from a channel nobody can send on or close.',
  'confirmed.select.nosite.one':
    'A goroutine is permanently blocked in a select: nobody can reach any of its channels.',
  'confirmed.lock.nosite.one':
    'A goroutine is permanently blocked in {2}: nobody can release the lock.',
  'confirmed.waitgroup.nosite.one':
    'A goroutine is permanently blocked in sync.WaitGroup.Wait: nobody can call Done.',
  'confirmed.cond.nosite.one':
    'A goroutine is permanently blocked in sync.Cond.Wait: nobody can call Signal or Broadcast.',
  'confirmed.send-nil.nosite.one': 'A goroutine is permanently blocked sending on a nil channel.',
  'confirmed.recv-nil.nosite.one':
    'A goroutine is permanently blocked receiving from a nil channel.',
  'confirmed.select-none.nosite.one': 'A goroutine is parked forever in select {}.',
  'confirmed.other.nosite.one': 'A goroutine is permanently blocked in {2}.',

  // Everything else: {0} count, {1} operation, {2} age, {3} creation site.
  blocked: '{0} goroutines blocked here in {1}.',
  'blocked.one': '1 goroutine blocked here in {1}.',
  'blocked.site': '{0} goroutines blocked here in {1}, started at {3}.',
  'blocked.site.one': '1 goroutine blocked here in {1}, started at {3}.',
  'blocked.age': '{0} goroutines blocked here in {1}, oldest ~{2}.',
  'blocked.age.one': '1 goroutine blocked here in {1} for about {2}.',
  'blocked.age.site': '{0} goroutines blocked here in {1}, oldest ~{2}, started at {3}.',
  'blocked.age.site.one': '1 goroutine blocked here in {1} for about {2}, started at {3}.',
  'blocked.lock': '{0} goroutines have waited about {2} on {1} (holder not visible in dump).',
  'blocked.lock.one': '1 goroutine has waited about {2} on {1} (holder not visible in dump).',
  // {3} the function that holds it.
  'blocked.lock.held': '{0} goroutines have waited about {2} on {1} (probably held in {3}).',
  'blocked.lock.held.one': '1 goroutine has waited about {2} on {1} (probably held in {3}).',
  growing: 'Goroutines blocked here grew {0} over {1} snapshots.',
  'growing.none': 'Goroutines blocked here grew {0} over {1} snapshots and none finished.',
  running: '{0} goroutines run here.',
  'running.one': '1 goroutine runs here.',

  // Evidence.
  P1: 'The runtime proved it: {0} of {1} goroutines are marked (leaked), nothing that runs can reach what they wait for.',
  'P1.one':
    'The runtime proved it: this goroutine is marked (leaked), nothing that runs can reach what it waits for.',
  'P1.deadlock.process':
    'The runtime ended the program: no goroutine could run any more, so nothing could wake this one.',
  'P1.deadlock.bubble':
    'The runtime ended the test: nothing in the synctest bubble could run any more, so nothing could wake this goroutine.',
  'P2.send': 'A send on a nil channel blocks forever, by the language.',
  'P2.recv': 'A receive from a nil channel blocks forever, by the language.',
  P3: '{0} goroutines that were started at the same place are parked by select {}.',
  ...evidenceTexts,
  ...explainTexts,
  library: 'No frame of this stack is your own code.',

  // Verdicts and reasons, as words.
  'verdict.proven': 'proven',
  'verdict.likely': 'likely',
  'verdict.suspect': 'suspect',
  'verdict.idle': 'idle',
  'verdict.unknown': 'unknown',
  'anchor.moved': 'moved',
  'anchor.no file': 'no file',
  'anchor.source differs': 'source differs',
  'anchor.not your code': 'not your code',

  // Why something is idle.
  'idle.main': 'The main goroutine waits here while the others work.',
  'idle.parked': 'Parked on purpose, by select {} or by a nil channel.',
  'idle.profiler': 'The goroutine that took this dump.',
  'idle.runtime': 'A goroutine of the Go runtime.',
  'idle.signal': 'Waits for a signal of the operating system.',
  'idle.testing': 'The testing package waits for a test.',
  'idle.cgo': 'A thread of C code.',
  'idle.http.accept': 'A server waits for connections.',
  'idle.http.conn':
    'An open connection that is idle. Many of them: set IdleTimeout and ReadTimeout.',
  'idle.http.background': 'A server watches a connection while its handler runs.',
  'idle.http.client':
    'A keep-alive connection of an HTTP client. Many of them: close response bodies, share one Transport.',
  'idle.http.response':
    'A connection of an HTTP client whose response somebody waits for or reads.',
  'many.http.body':
    'Connections of an HTTP client whose response nobody reads: resp.Body.Close is probably missing.',
  'many.http.transport':
    'More and more idle connections of HTTP clients: probably a new Transport for each request. Share one.',
  'many.sql.opener':
    'More and more database handles: sql.Open is probably called for each request, or db.Close is missing.',
  'many.sql.tx':
    'More and more open transactions or rows: tx.Rollback or rows.Close is probably missing.',
  'starved.sql':
    'Each keeps a database connection, and others wait for one: tx.Rollback or rows.Close is probably missing.',
  'many.context': 'More and more watchers of parent contexts: cancel is probably not called.',
  'many.grpc.client':
    'More and more gRPC client connections: ClientConn.Close is probably missing.',
  'many.grpc.stream':
    'More and more gRPC streams that nobody reads: drain them, or cancel their context.',
  'many.cache': 'More and more caches: one is probably made for each call.',
  'many.client':
    'More and more clients of a database or broker: one is probably made for each call, or Close is missing.',
  'idle.database': 'Keeps the connections of a database client.',
  'idle.sql.opener':
    'One for each database handle. Many of them: a handle is opened for each call.',
  'idle.sql.tx':
    'Waits for the end of a transaction or of its rows. Many of them: a Tx was not finished or Rows not closed.',
  'idle.context': 'Watches a parent context. Many of them: cancel is not called.',
  'idle.exec': 'Waits for a child process.',
  'idle.grpc.client':
    'One for each gRPC client connection. Many of them: a ClientConn is not closed.',
  'idle.grpc.stream':
    'One for each open gRPC stream. Many of them: streams are not drained or canceled.',
  'idle.grpc.server': 'One for each connection of a gRPC server.',
  'idle.informer': 'A Kubernetes informer, queue or watch.',
  'idle.telemetry': 'Sends telemetry in the background.',
  'idle.logger': 'Writes logs in the background.',
  'idle.cache': 'Cleans a cache in the background.',
  'idle.messaging': 'A connection of a messaging client or server.',
  'idle.watcher': 'Watches files.',
  'idle.scheduler': 'Waits for the next scheduled job.',
  'idle.ticker': 'A loop that wakes on a timer.',

  // Why it leaks, by the source.
  ...ruleTexts,
  ...repairTexts,

  ...spanTexts,

  // What could not be read, and what contradicts.
  ...problemTexts,
};

type Translate = (english: string) => string;

/**
 * A core text as a sentence: English, or what `translate` makes of it. Whole numbers get the digit grouping of
 * `locale` (BCP 47). An id that is not in the table is shown as it is: a test keeps that from happening.
 */
export function formatText(
  text: Text,
  translate: Translate = sentence => sentence,
  locale = 'en',
): string {
  return filled(text, translate, number => number.toLocaleString(locale));
}

/** A core text as an English sentence for programs: numbers are digits alone. */
export function plainEnglish(text: Text): string {
  return filled(text, sentence => sentence, String);
}

function filled(text: Text, translate: Translate, digits: (number: number) => string): string {
  const sentence = translate(english[text.id] ?? text.id);
  const shown = (one: string | number) => (typeof one === 'number' ? digits(one) : one);
  return sentence.replace(/\{(\d)\}/g, (hole, index: string) => {
    const value = text.args[Number(index)];
    if (value === undefined) return hole;
    if (typeof value !== 'object') return shown(value);
    return 'id' in value ? filled(value, translate, digits) : value.map(shown).join(' → ');
  });
}

/** The id of the singular form where there is one thing and the table has it. */
export function countText(id: string, count: number, args: Text['args']): Text {
  const one = `${id}.one`;
  return { id: count === 1 && one in english ? one : id, args };
}
