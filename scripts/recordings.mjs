/** The recordings of `scripts/fixtures.mjs`: which programs are recorded, with which Go versions, and how. */

/** Versions between which the output of most programs differs in kind: what is recorded with these only is a matter of size. */
const turningPoints = [18, 21, 26, 27];

const labelsOn = { GODEBUG: 'tracebacklabels=1' };
const goroutines = debug => `goroutine?debug=${debug}`;

/**
 * What is recorded: which program, from which minor version on, with what environment, and how. `pages` are asked for in
 * order, each stored as `<name>.<key>.txt.gz`; `quit` ends the program with SIGQUIT and stores its standard error;
 * `output` waits for its end; `delve` gives this command to the debugger; `goTest` runs `go test` with these flags and stores all it prints. `module`: the program is a
 * module of its own, which may need others (`require`). `experiment`: GOEXPERIMENT, by minor version.
 */
export const recordings = [
  {
    name: 'waits',
    program: 'waits',
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
    quit: 'sigquit',
  },
  {
    name: 'waits-trimpath',
    program: 'waits',
    only: turningPoints,
    trimpath: true,
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
    quit: 'sigquit',
  },
  { name: 'waits-crash', program: 'waits', env: { GOTRACEBACK: 'crash' }, quit: 'sigquit' },
  {
    name: 'waits-system',
    program: 'waits',
    only: [18, 20, 27],
    env: { GOTRACEBACK: 'system' },
    quit: 'sigquit',
  },
  {
    name: 'waits-minutes',
    program: 'waits',
    only: turningPoints,
    waitMs: 125_000,
    pages: { debug2: goroutines(2) },
  },
  {
    name: 'locked',
    program: 'locked',
    only: turningPoints,
    pages: { debug2: goroutines(2) },
  },
  {
    name: 'shapes',
    program: 'shapes',
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
    quit: 'sigquit',
  },
  {
    name: 'shapes-trimpath',
    program: 'shapes',
    only: turningPoints,
    trimpath: true,
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
  },
  {
    name: 'shapes-ancestors',
    program: 'shapes',
    only: [18, 23, 27],
    env: { GODEBUG: 'tracebackancestors=3' },
    pages: { debug2: goroutines(2) },
  },
  { name: 'labels', program: 'labels', pages: { debug1: goroutines(1), debug0: goroutines(0) } },
  {
    name: 'labels-shown',
    program: 'labels',
    from: 26,
    env: labelsOn,
    pages: { debug2: goroutines(2) },
    quit: 'sigquit',
  },
  {
    name: 'healthy',
    program: 'healthy',
    only: turningPoints,
    pages: { debug2: goroutines(2), debug1: goroutines(1), debug0: goroutines(0) },
  },
  {
    name: 'healthy-delta',
    program: 'healthy',
    only: [18, 27],
    pages: { debug0: 'goroutine?seconds=1' },
  },
  { name: 'ranges', program: 'ranges', from: 23, pages: { debug2: goroutines(2) } },
  {
    name: 'leaked',
    program: 'leaked',
    from: 26,
    experiment: { 26: 'goroutineleakprofile' },
    pages: {
      'goroutineleak.debug1': 'goroutineleak?debug=1',
      'goroutineleak.debug0': 'goroutineleak?debug=0',
      'goroutineleak.debug2': 'goroutineleak?debug=2',
      debug2: goroutines(2),
    },
  },
  {
    name: 'bubble',
    program: 'bubble',
    from: 24,
    test: true,
    experiment: { 24: 'synctest' },
    args: ['-test.run=TestBubble'],
    // The default of a module of this age, with which synctest does not run.
    env: { GODEBUG: 'asynctimerchan=0' },
    output: 'stdout',
  },
  {
    name: 'bubble-stuck',
    program: 'bubble',
    from: 25,
    test: true,
    args: ['-test.run=TestStuck'],
    env: { GODEBUG: 'asynctimerchan=0' },
    output: 'stderr',
  },
  { name: 'moments', program: 'moments', output: 'stdout' },
  {
    name: 'cgo',
    program: 'cgo',
    cgo: true,
    pages: { debug2: goroutines(2) },
    quit: 'sigquit',
    only: [19, 22, 27],
  },
  {
    name: 'cgo-symbols',
    program: 'cgo',
    cgo: true,
    args: ['symbols'],
    pages: { debug2: goroutines(2) },
    quit: 'sigquit',
    only: [18, 21, 24, 27],
  },
  { name: 'panics', program: 'panics', only: [...turningPoints, 22, 23], quit: 'sigquit' },
  { name: 'races', program: 'races', cgo: true, flags: ['-race'], output: 'stderr' },
  {
    name: 'goleak-old',
    program: 'goleaks',
    module: true,
    test: true,
    require: 'go.uber.org/goleak@v1.2.1',
    only: [20, 23],
    output: 'stdout',
  },
  {
    name: 'goleak',
    program: 'goleaks',
    module: true,
    test: true,
    require: 'go.uber.org/goleak@v1.3.0',
    only: [20, 24, 27],
    output: 'stdout',
  },
  // The debugger stops a program that has come to rest, and lists its goroutines in two ways.
  { name: 'delve-stacks', program: 'waits', delve: 'goroutines -t', only: [23, 27] },
  { name: 'delve-list', program: 'waits', delve: 'goroutines', only: [23, 27] },
  { name: 'timeout', program: 'timeouts', goTest: ['-v'], only: [18, 21, 24, 27] },
  { name: 'timeout-json', program: 'timeouts', goTest: ['-json'], only: [20, 25, 27] },
  ...['maps', 'unlock', 'goexit', 'threads', 'abort', 'errors', 'deferred'].map(how => ({
    name: `fatal-${how}`,
    program: 'fatal',
    args: [how],
    only: [18, 21, 24, 27],
    env: { GOTRACEBACK: ['goexit', 'errors'].includes(how) ? 'single' : 'all' },
    output: 'stderr',
  })),
  ...['panic', 'stack', 'repanic', 'fault', 'deadlock', 'print'].map(how => ({
    name: `crash-${how}`,
    program: 'crash',
    args: [how],
    // With "all" a crash shows every goroutine of the user, as servers are usually set up.
    env: { GOTRACEBACK: ['repanic', 'print'].includes(how) ? 'single' : 'all' },
    output: 'stderr',
  })),
];
