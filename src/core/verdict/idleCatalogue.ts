/**
 * Known resting places, as data: names taken from real dumps of the Go version and libraries that an entry names.
 * Symbols are compared after `normaliseSymbol` (escapes decoded, no type arguments, no closure suffixes).
 */
import type { Cluster, WaitKind } from '../goroutine';
import { normaliseSymbol } from '../symbol';

export interface IdlePattern {
  /** Some frame of the stack. */
  readonly frame?: RegExp;
  /** The function that ran the `go` statement. */
  readonly creator?: RegExp;
  /** Only in these waits; any when absent. */
  readonly kinds?: readonly WaitKind[];
  /** Text id of the reason that a person reads. */
  readonly reason: string;
  /** Many of them that only grow in number are a resource that nobody closes: the text that says which call is missing. */
  readonly whenMany?: string;
  /** Stays for the life of the process by design: a proof that it never ends says nothing against it. */
  readonly parksForever?: true;
  /** While half as many goroutines are in such a function, the resources are in use. */
  readonly inUse?: RegExp;
}

/** A wait on a channel, and what debug=1 shows where it cannot tell. */
const channel: readonly WaitKind[] = ['recv', 'select', 'chan', 'select-any', 'unknown'];
const condition: readonly WaitKind[] = ['cond', 'sema', 'unknown'];

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
      /^testing\.\(\*(?:T|F|M|testContext|testState)\)\.(?:Run|Parallel|startAlarm|waitParallel)$|^testing\.(?:runTests|runFuzzing|runFuzzTests)$/,
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
  { frame: /^net\/http\.\(\*conn\)\.serve$/, kinds: ['io'], reason: 'idle.http.conn' },
  {
    frame:
      /^(?:net\/http|golang\.org\/x\/net\/http2)\.\(\*(?:http2)?(?:serverConn)\)\.(?:serve|readFrames)$/,
    kinds: ['io', 'select', 'select-any'],
    reason: 'idle.http.conn',
  },
  {
    frame:
      /^(?:net\/http|golang\.org\/x\/net\/http2)\.\(\*(?:http2)?(?:clientConnReadLoop|ClientConn)\)\.(?:run|readLoop)$/,
    kinds: ['io'],
    reason: 'idle.http.client',
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

  // gRPC (1.73 to 1.85).
  {
    frame: /grpc\/internal\/transport\.\(\*(?:controlBuffer\)\.get|loopyWriter\)\.run)$/,
    kinds: ['select', 'select-any'],
    reason: 'idle.grpc.client',
    whenMany: 'many.grpc.client',
  },
  {
    frame: /grpc\/internal\/transport\.\(\*http2Client\)\.(?:reader|keepalive)$/,
    reason: 'idle.grpc.client',
    whenMany: 'many.grpc.client',
  },
  {
    frame:
      /grpc\/internal\/grpcsync\.\(\*CallbackSerializer\)\.run$|grpc\.\(\*ccBalancerWrapper\)\.watcher$|grpc\/internal\/resolver\/dns\.\(\*dnsResolver\)\.watcher$|grpc\.\(\*addrConn\)\.resetTransport$/,
    kinds: channel,
    reason: 'idle.grpc.client',
    whenMany: 'many.grpc.client',
  },
  {
    frame: /grpc\.newClientStream(?:WithParams)?$/,
    kinds: ['select', 'select-any'],
    reason: 'idle.grpc.stream',
    whenMany: 'many.grpc.stream',
    inUse: /grpc\/internal\/transport\.\(\*(?:recvBufferReader|ClientStream)\)\./,
  },
  {
    frame:
      /grpc\/internal\/transport\.\(\*http2Server\)\.(?:keepalive|HandleStreams)$|grpc\.\(\*Server\)\.(?:serverWorker|Serve)$/,
    reason: 'idle.grpc.server',
  },

  // Kubernetes client-go (0.34, 0.37).
  {
    frame:
      /client-go\/tools\/cache\.\(\*(?:RealFIFO|DeltaFIFO)\)\.Pop(?:Batch)?$|client-go\/util\/workqueue\.\(\*Typed\)\.Get$/,
    kinds: condition,
    reason: 'idle.informer',
  },
  {
    frame:
      /client-go\/tools\/cache\.(?:handleAnyWatch|handleWatch|\(\*Reflector\)\.\w+|\(\*processorListener\)\.\w+|\(\*sharedProcessor\)\.run|\(\*sharedIndexInformer\)\.RunWithContext|\(\*Reflector\)\.handleListWatch)$/,
    kinds: channel,
    reason: 'idle.informer',
  },
  {
    frame:
      /client-go\/util\/workqueue\.\(\*delayingType\)\.waitingLoop$|apimachinery\/pkg\/watch\.\(\*(?:Broadcaster|StreamWatcher)\)\.(?:loop|receive)$/,
    reason: 'idle.informer',
  },

  // Waits for the end of a context that may have none: a nil channel then.
  {
    frame: /client-go\/tools\/cache\.\(\*controller\)\.RunWithContext$/,
    kinds: [...channel, 'recv-nil'],
    reason: 'idle.informer',
    parksForever: true,
  },

  // Telemetry and logs.
  {
    frame:
      /opentelemetry\.io\/otel\/sdk\/(?:trace\.\(\*batchSpanProcessor\)\.processQueue|metric\.\(\*PeriodicReader\)\.run)$|go\.opencensus\.io\/stats\/view\.\(\*worker\)\.start$/,
    kinds: channel,
    reason: 'idle.telemetry',
  },
  {
    frame:
      /(?:klog|klog\/v2|glog)\.\(\*(?:flushDaemon|loggingT|fileSink)\)\.(?:run|flushDaemon)$|lumberjack(?:\.v2)?\.\(\*Logger\)\.millRun$|zapcore\.\(\*BufferedWriteSyncer\)\.flushLoop$/,
    kinds: channel,
    reason: 'idle.logger',
  },

  // Caches, stores, messaging, files, schedules.
  {
    frame:
      /(?:patrickmn\/)?go-cache\.\(\*janitor\)\.Run$|ttlcache\/v3\.\(\*Cache\)\.Start$|expirable\.NewLRU$|ristretto(?:\/v2)?\.\(\*(?:defaultPolicy|Cache)\)\.processItems$|ristretto(?:\/v2)?\/z\.\(\*AllocatorPool\)\.freeupAllocators$/,
    kinds: channel,
    reason: 'idle.cache',
    whenMany: 'many.cache',
  },
  {
    frame:
      /badger\/v4\/y\.\(\*WaterMark\)\.process$|badger\/v4\.\(\*(?:levelsController|DB|valueLog|vlogThreshold|publisher)\)\.(?:runCompactor|doWrites|updateSize|monitorCache|flushMemtable|waitOnGC|listenForValueThresholdUpdate|listenForUpdates)$/,
    kinds: channel,
    reason: 'idle.cache',
    whenMany: 'many.cache',
  },
  {
    frame:
      /nats-io\/nats\.go\.\(\*(?:Conn|asyncCallbacksHandler)\)\.(?:waitForMsgs|asyncCBDispatcher|readLoop|flusher)$/,
    reason: 'idle.messaging',
  },
  {
    creator: /nats-server\/v2\/server\.\(\*Server\)\.(?:startGoRoutine|setSystemAccount)$/,
    kinds: ['cond', 'io', 'select', 'recv'],
    reason: 'idle.messaging',
  },
  {
    frame:
      /yamux\.\(\*(?:Session|Stream)\)\.(?:sendLoop|send|recvLoop|recv|keepalive|AcceptStream|Read)$/,
    kinds: ['select', 'io', 'select-any'],
    reason: 'idle.messaging',
  },
  {
    frame:
      /quic-go\.\(\*(?:Conn|connection|sendQueue|Transport|baseServer|incomingStreamsMap|ReceiveStream)\)\.(?:run|Run|listen|runSendQueue|accept|AcceptStream|readImpl)$/,
    reason: 'idle.messaging',
  },
  {
    frame:
      /fsnotify\.\(\*(?:inotify|Watcher|kqueue|readDirChangesW)\)\.(?:readEvents|readInotify)$/,
    reason: 'idle.watcher',
  },
  { frame: /robfig\/cron(?:\/v3)?\.\(\*Cron\)\.run$/, kinds: channel, reason: 'idle.scheduler' },
];
