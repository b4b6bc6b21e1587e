/**
 * Known resting places, as data: the runtime and the standard library here, others in `idleLibraries.ts`. Names are taken from
 * real dumps.
 * Symbols are compared after `normaliseSymbol` (escapes decoded, no type arguments, no closure suffixes).
 */
import type { Cluster } from '../goroutine';
import { normaliseSymbol } from '../symbol';
import { libraryPlaces } from './idleLibraries';
import { channel, type IdlePattern } from './idlePattern';

/** The entry for a cluster, `undefined` when its resting place is not known. */
export function idlePatternOf(cluster: Cluster): IdlePattern | undefined {
  const names = cluster.frames.map(frame => normaliseSymbol(frame.func));
  const creator = cluster.createdBy ? normaliseSymbol(cluster.createdBy.func) : '';
  return idleCatalogue.find(entry => fits(entry, cluster, names, creator));
}

function fits(
  entry: IdlePattern,
  cluster: Cluster,
  names: readonly string[],
  creator: string,
): boolean {
  if (entry.kinds && !entry.kinds.includes(cluster.kind)) return false;
  if (entry.creator && !entry.creator.test(creator)) return false;
  if (entry.except && names.some(name => entry.except?.test(name))) return false;
  return entry.frame === undefined || names.some(name => entry.frame?.test(name));
}

export const idleCatalogue: readonly IdlePattern[] = [
  // The process itself.
  {
    frame: /^runtime\/pprof\.|^net\/http\/pprof\.|^runtime\/debug\.Stack$/,
    kinds: ['running', 'unknown'],
    reason: 'idle.profiler',
  },
  {
    frame:
      /^runtime\.(?:gcBgMarkWorker|bgsweep|bgscavenge|forcegchelper|runfinq|runFinalizers|runCleanups|ReadTrace|ensureSigM|CPUProfile|updateMaxProcsG\w*)$/,
    reason: 'idle.runtime',
  },
  { frame: /^os\/signal\.(?:signal_recv|loop|NotifyContext)$/, reason: 'idle.signal' },
  {
    frame:
      /^testing\.\(\*(?:T|F|M|testContext|testState)\)\.(?:Run|Parallel|startAlarm|waitParallel)$|^testing\.(?:runTests|runFuzzing|runFuzzTests)$|^testing\/synctest\.testingSynctestTest$/,
    kinds: ['recv', 'select', 'chan'],
    reason: 'idle.testing',
  },
  { frame: /^runtime\.goexit$/, kinds: ['syscall'], reason: 'idle.cgo' },

  // net, net/http.
  {
    frame: /^net\/http\.\(\*connReader\)\.(?:backgroundRead|startBackgroundRead)$/,
    reason: 'idle.http.background',
  },
  {
    frame: /^net\.\(\*netFD\)\.accept$|^net\.\(\*(?:TCP|Unix)Listener\)\.Accept$/,
    reason: 'idle.http.accept',
  },
  {
    frame: /^net\/http\.\(\*conn\)\.serve$/,
    except: /\.ServeHTTP$/,
    kinds: ['io'],
    reason: 'idle.http.conn',
  },
  {
    frame:
      /^(?:net\/http|net\/http\/internal\/http2|golang\.org\/x\/net\/http2)\.\(\*(?:http2)?serverConn\)\.(?:serve|readFrames)$/,
    kinds: ['io', 'select', 'select-any'],
    reason: 'idle.http.conn',
  },
  {
    frame:
      /^(?:net\/http|net\/http\/internal\/http2|golang\.org\/x\/net\/http2)\.\(\*(?:http2)?(?:clientConnReadLoop|ClientConn)\)\.(?:run|readLoop)$/,
    kinds: ['io'],
    reason: 'idle.http.client',
  },
  {
    frame:
      /^(?:net\/http|net\/http\/internal\/http2|golang\.org\/x\/net\/http2)\.\(\*(?:http2)?clientStream\)\.writeRequest$/,
    kinds: ['select', 'select-any'],
    reason: 'idle.http.response',
  },
  {
    frame: /^net\/http\.\(\*persistConn\)\.readLoop$/,
    kinds: ['io'],
    reason: 'idle.http.client',
    whenMany: 'many.http.transport',
  },
  {
    frame: /^net\/http\.\(\*persistConn\)\.writeLoop$/,
    kinds: ['select', 'select-any'],
    reason: 'idle.http.client',
  },
  { frame: /^internal\/poll\.\(\*fdMutex\)\.rwlock$/, reason: 'idle.http.accept' },

  // database/sql, context, os/exec.
  {
    frame: /^database\/sql\.\(\*DB\)\.connection(?:Opener|Cleaner)$/,
    kinds: channel,
    reason: 'idle.sql.opener',
    whenMany: 'many.sql.opener',
  },
  {
    frame: /^database\/sql\.\(\*(?:Tx|Rows)\)\.awaitDone$/,
    kinds: channel,
    reason: 'idle.sql.tx',
    whenMany: 'many.sql.tx',
    starves: { waiters: /^database\/sql\.\(\*DB\)\.conn$/, reason: 'starved.sql' },
    inUse: /^database\/sql\.\(\*Rows\)\.(?:Next|NextResultSet|Scan)$/,
  },
  {
    frame: /^github\.com\/go-sql-driver\/mysql\.\(\*mysqlConn\)\.startWatcher$/,
    kinds: channel,
    reason: 'idle.sql.opener',
    whenMany: 'many.sql.opener',
  },
  {
    frame: /^context\.(?:propagateCancel|\(\*cancelCtx\)\.propagateCancel)$/,
    kinds: ['select', 'select-any'],
    reason: 'idle.context',
    whenMany: 'many.context',
  },
  {
    frame:
      /^os\/exec\.\(\*Cmd\)\.(?:Start|watchCtx)$|^os\.\(\*Process\)\.(?:wait|Wait|blockUntilWaitable|pidfdWait)$/,
    reason: 'idle.exec',
  },

  ...libraryPlaces,
];
