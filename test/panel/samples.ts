/** States of the host as the panel's tests need them. Data of the shapes that the wire carries, nothing else. */
import type {
  AnalysisSummary,
  CompareResult,
  WireCluster,
  WireFinding,
  WireFrame,
} from '../../src/protocol/lsp';
import type { PanelSnapshot, PanelState } from '../../src/protocol/panel';

const own = (func: string, file: string, line: number): WireFrame => ({
  func: `example.com/shop/${func}`,
  file: `/build/shop/${file}`,
  line,
  origin: 'own',
});
const std = (func: string, file: string, line: number): WireFrame => ({
  func,
  file: `/usr/local/go/src/${file}`,
  line,
  origin: 'std',
});

/** Frame table of {@link leak}. */
export const leakFrames: readonly WireFrame[] = [
  own('processor.(*Processor).handleTask', 'processor/processor.go', 27),
  own('processor.(*Processor).Process', 'processor/processor.go', 15),
  std('internal/poll.runtime_pollWait', 'runtime/netpoll.go', 343),
  std('internal/poll.(*pollDesc).wait', 'internal/poll/fd_poll_runtime.go', 84),
  std('net.(*netFD).Read', 'net/fd_posix.go', 55),
  std('net/http.(*conn).serve', 'net/http/server.go', 2009),
  std('net/http.(*Server).Serve', 'net/http/server.go', 3086),
  own('worker.(*Pool).run', 'worker/pool.go', 88),
  own('worker.(*Pool).Start', 'worker/pool.go', 41),
  {
    func: 'github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck',
    file: '/home/build/go/pkg/mod/github.com/jackc/pgx/v5@v5.5.0/pgxpool/pool.go',
    line: 421,
    origin: 'dependency',
  },
  std('main.main', 'shop/main.go', 12),
  std('runtime.main', 'runtime/proc.go', 271),
];

const cluster = (fields: Partial<WireCluster> & Pick<WireCluster, 'signature'>): WireCluster => ({
  count: 1,
  kind: 'recv',
  stateInferred: false,
  stack: [0],
  createdByInferred: false,
  leaked: 0,
  locked: 0,
  labels: [],
  ids: [],
  ...fields,
});

const finding = (fields: Partial<WireFinding> & Pick<WireFinding, 'signature'>): WireFinding => ({
  rule: 'idle',
  verdict: 'idle',
  message: '',
  evidence: [],
  anchorReason: 'not your code',
  related: [],
  ...fields,
});

/** The message processor: 127,600 of 127,843 goroutines blocked in one send. */
export const leak: AnalysisSummary = {
  snapshotId: 's3',
  total: 127_843,
  read: 127_843,
  truncated: false,
  format: 'debug=2',
  goVersionHint: '≥1.21',
  frames: leakFrames,
  clusters: [
    cluster({
      signature: 'leak',
      count: 127_600,
      kind: 'send',
      state: 'chan send',
      waitMinutes: { min: 3, max: 47, oldest: '47 min', range: '3–47 min' },
      stack: [0],
      siteIndex: 0,
      createdBy: 1,
      labels: [{ key: 'tenant', value: 'blue', count: 120_000 }],
      ids: [18, 19, 20],
    }),
    cluster({
      signature: 'http',
      count: 180,
      kind: 'io',
      state: 'IO wait',
      waitMinutes: { min: 1, max: 4, oldest: '4 min', range: '1–4 min' },
      stack: [2, 3, 4, 5],
      siteIndex: 2,
      createdBy: 6,
    }),
    cluster({
      signature: 'pool',
      count: 40,
      state: 'chan receive',
      stack: [7],
      siteIndex: 0,
      createdBy: 8,
    }),
    cluster({
      signature: 'pgx',
      count: 22,
      kind: 'select',
      state: 'select',
      stack: [9],
      siteIndex: 0,
    }),
    cluster({
      signature: 'main',
      count: 1,
      kind: 'sema',
      state: 'sync.WaitGroup.Wait',
      stack: [10, 11],
      siteIndex: 0,
    }),
  ],
  clustersLeftOut: 0,
  findings: [
    finding({
      rule: 'blocked-many',
      signature: 'leak',
      verdict: 'likely',
      message:
        '127,600 goroutines blocked here in chan send, oldest ~47 min, started at processor.go:15.',
      evidence: [
        { kind: 'B', text: 'Ages spread from 3 min to 47 min: steady accumulation.', points: 3 },
        { kind: 'C', text: 'Nobody takes what it sends.', points: 2 },
        { kind: 'D', text: '99.8 % of the process.', points: 2 },
      ],
      anchor: { uri: 'file:///work/shop/processor/processor.go', line: 27 },
      anchorReason: 'exact',
    }),
    finding({
      signature: 'pgx',
      verdict: 'unknown',
      rule: 'unclassified',
      message: '22 goroutines blocked here in select.',
    }),
    finding({ signature: 'http', message: '180 goroutines blocked here in IO wait.' }),
    finding({ signature: 'pool', message: '40 goroutines blocked here in chan receive.' }),
    finding({ signature: 'main', message: 'The main goroutine waits here while the others work.' }),
  ],
  problems: [],
  earlier: 0,
};

const noon = Date.UTC(2026, 10, 24, 12, 0, 0);

export const snapshots: readonly PanelSnapshot[] = [
  { id: 's1', takenAt: noon, source: 'checkout', total: 512, baseline: true },
  { id: 's2', takenAt: noon + 600_000, source: 'checkout', total: 40_201, baseline: false },
  { id: 's3', takenAt: noon + 1_200_000, source: 'checkout', total: 127_843, baseline: false },
].map(snapshot => ({ ...snapshot, truncated: false, format: 'debug=2' }));

/** After the fix: 127,843 → 512. */
export const comparison: CompareResult = {
  before: { id: 's3', total: 127_843, read: 127_843, truncated: false },
  after: { id: 's1', total: 512, read: 512, truncated: false },
  frames: leakFrames,
  changes: [
    {
      signature: 'leak',
      before: 127_600,
      after: 269,
      kind: 'shrunk',
      matchedBy: 'signature',
      stack: [0],
      siteIndex: 0,
      state: 'chan send',
    },
    {
      signature: 'pgx',
      before: 22,
      after: 0,
      kind: 'gone',
      matchedBy: 'stack',
      stack: [9],
      siteIndex: 0,
      state: 'select',
    },
    {
      signature: 'new',
      before: 0,
      after: 12,
      kind: 'new',
      matchedBy: 'signature',
      stack: [8],
      siteIndex: 0,
      state: 'sleep',
    },
    {
      signature: 'http',
      before: 180,
      after: 190,
      kind: 'grown',
      matchedBy: 'signature',
      stack: [2, 3, 4, 5],
      siteIndex: 2,
      state: 'IO wait',
    },
    {
      signature: 'pool',
      before: 40,
      after: 40,
      kind: 'same',
      matchedBy: 'function',
      stack: [7],
      siteIndex: 0,
      state: 'chan receive',
    },
  ],
};

/** A state of the host; everything that is not said is the leak's. */
export function stateWith(change: Partial<PanelState> = {}): PanelState {
  return {
    type: 'state',
    locale: 'en',
    strings: {},
    snapshots,
    current: leak,
    comparison: undefined,
    error: undefined,
    busy: false,
    ...change,
  };
}

/** As many clusters as the wire carries, each with its own stack of `depth` frames. */
export function manyClusters(clusters: number, depth: number): AnalysisSummary {
  const frames = Array.from({ length: 4_000 }, (_, i) =>
    own(`pkg${i % 97}.(*Type${i}).method${i}`, `pkg${i % 97}/file${i}.go`, (i % 900) + 1),
  );
  const list = Array.from({ length: clusters }, (_, i) =>
    cluster({
      signature: `cluster-${i}`,
      count: clusters - i,
      state: i % 3 === 0 ? 'select' : 'chan receive',
      waitMinutes: { min: 0, max: i % 60, oldest: `${i % 60} min`, range: `0–${i % 60} min` },
      stack: Array.from({ length: depth }, (__, level) => (i * 31 + level * 7) % frames.length),
      siteIndex: 0,
    }),
  );
  const total = list.reduce((sum, { count }) => sum + count, 0);
  return {
    ...leak,
    total,
    read: total,
    frames,
    clusters: list,
    findings: list.map(({ signature }) =>
      finding({ signature, verdict: 'unknown', rule: 'unclassified' }),
    ),
  };
}
