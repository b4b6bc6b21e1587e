/** What libraries keep running: names seen in the recorded dumps of `test/fixtures/dumps/libraries`. */
import { channel, condition, type IdlePattern } from './idlePattern';

export const libraryPlaces: readonly IdlePattern[] = [
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

  // Kafka (sarama 1.46, franz-go 1.20, kafka-go 0.4).
  {
    frame:
      /IBM\/sarama\.\(\*(?:Broker|client|asyncProducer|topicProducer|partitionProducer|brokerProducer|syncProducer|partitionConsumer|brokerConsumer)\)\.(?:responseReceiver|sendAndReceive|backgroundMetadataUpdater|dispatcher|dispatch|retryHandler|newBrokerProducer|run|handleErrors|handleSuccesses|responseFeeder|subscriptionManager)$/,
    kinds: [...channel, 'io'],
    reason: 'idle.messaging',
    whenMany: 'many.client',
  },
  {
    frame:
      /franz-go\/pkg\/kgo\.\(\*(?:Client|fetchManager|broker|brokerCxn)\)\.(?:updateMetadataLoop|reapConnectionsLoop|pushMetrics|manageFetchConcurrency|handleResps|waitResp)$/,
    kinds: [...channel, 'io'],
    reason: 'idle.messaging',
    whenMany: 'many.client',
  },
  {
    frame: /segmentio\/kafka-go\.\(\*(?:Reader|reader)\)\.(?:FetchMessage|readLag|run)$/,
    kinds: [...channel, 'io'],
    reason: 'idle.messaging',
    whenMany: 'many.client',
  },

  // Databases and job queues.
  {
    frame:
      /go-redis\/v9\.\(\*channel\)\.(?:initHealthCheck|initMsgChan)$|hibiken\/asynq\.\(\*(?:forwarder|heartbeater|janitor|recoverer|subscriber|syncer)\)\.start$/,
    kinds: [...channel, 'io'],
    reason: 'idle.messaging',
    whenMany: 'many.client',
  },
  {
    frame:
      /mongo\/driver\/topology\.\(\*(?:pool|contextDoneListener)\)\.(?:maintain|createConnections|Listen)$/,
    kinds: [...channel, ...condition],
    reason: 'idle.database',
    whenMany: 'many.client',
  },
  {
    creator: /mongo\/driver\/topology\.\(\*Server\)\.Connect$/,
    kinds: ['io', 'select'],
    reason: 'idle.database',
    whenMany: 'many.client',
  },
  {
    frame: /pgx\/v5\/pgxpool\.\(\*Pool\)\.backgroundHealthCheck$/,
    kinds: channel,
    reason: 'idle.database',
    whenMany: 'many.client',
  },
  {
    frame:
      /goleveldb\/leveldb(?:\/util)?\.\(\*(?:DB|BufferPool)\)\.(?:compactionError|mCompaction|tCompaction|mpoolDrain|drain)$/,
    kinds: channel,
    reason: 'idle.cache',
    whenMany: 'many.cache',
  },
  {
    frame: /bigcache\/v3\.newBigCache$/,
    kinds: channel,
    reason: 'idle.cache',
    whenMany: 'many.cache',
  },

  // Clusters, pools, applications, telemetry.
  {
    frame:
      /hashicorp\/raft\.\(\*Raft\)\.(?:run|runFSM|runSnapshots)$|hashicorp\/memberlist\.\(\*Memberlist\)\.(?:triggerFunc|packetListen|packetHandler|streamListen|pushPullTrigger|checkBroadcastQueueDepth)$/,
    kinds: channel,
    reason: 'idle.messaging',
    whenMany: 'many.client',
  },
  {
    frame: /panjf2000\/ants\/v2\.\(\*poolCommon\)\.(?:purgeStaleWorkers|ticktock)$/,
    kinds: channel,
    reason: 'idle.scheduler',
  },
  {
    frame: /go\.uber\.org\/fx\.\(\*(?:App|signalReceivers)\)\.(?:run|relayer)$/,
    kinds: channel,
    reason: 'idle.signal',
  },
  {
    frame:
      /datadog-go\/v5\/statsd\.\(\*(?:ClientEx|sender|aggregator|telemetryClient)\)\.(?:watch|sendLoop|start|run)$|getsentry\/sentry-go\/internal\/(?:http\.\(\*AsyncTransport\)\.worker|telemetry\.\(\*Scheduler\)\.run)$|rcrowley\/go-metrics\.\(\*meterArbiter\)\.tick$/,
    kinds: [...channel, ...condition],
    reason: 'idle.telemetry',
  },
  {
    frame: /valyala\/fasthttp\.(?:\(\*workerPool\)\.(?:Start|getCh)|updateServerDate)$/,
    kinds: ['sleep', 'io', 'recv'],
    reason: 'idle.http.conn',
  },
];
