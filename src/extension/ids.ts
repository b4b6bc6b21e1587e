/** Every id that package.json and code share. A test holds the two together. */

/** Commands of the palette, menus and views. */
const contributed = {
  capture: 'goroutineLens.capture',
  captureFull: 'goroutineLens.captureFull',
  captureLeak: 'goroutineLens.captureLeak',
  exportSnapshot: 'goroutineLens.exportSnapshot',
  openFile: 'goroutineLens.openFile',
  analyzeFile: 'goroutineLens.analyzeFile',
  analyzeClipboard: 'goroutineLens.analyzeClipboard',
  addTarget: 'goroutineLens.addTarget',
  setCredentials: 'goroutineLens.setCredentials',
  forgetCredentials: 'goroutineLens.forgetCredentials',
  showPanel: 'goroutineLens.showPanel',
  clear: 'goroutineLens.clear',
  showSnapshot: 'goroutineLens.showSnapshot',
  compareSnapshots: 'goroutineLens.compareSnapshots',
  compareWithBaseline: 'goroutineLens.compareWithBaseline',
  setBaseline: 'goroutineLens.setBaseline',
  deleteSnapshot: 'goroutineLens.deleteSnapshot',
  openRaw: 'goroutineLens.openRaw',
  mapFolder: 'goroutineLens.mapFolder',
  showStacks: 'goroutineLens.showStacks',
  openFrame: 'goroutineLens.openFrame',
  copyStack: 'goroutineLens.copyStack',
  markExpected: 'goroutineLens.markExpected',
  showHidden: 'goroutineLens.showHidden',
  hideHidden: 'goroutineLens.hideHidden',
  guidedCheck: 'goroutineLens.guidedCheck',
  explainFinding: 'goroutineLens.explainFinding',
  restartServer: 'goroutineLens.restartServer',
  showLog: 'goroutineLens.showLog',
} as const;

export const Command = {
  ...contributed,
  /** From lenses and hovers: `[snapshotId, signature, frameIndex]`, -1 for the creation site. */
  openLocation: 'goroutineLens.openLocation',
  /** From hovers and quick fixes: `[ruleId]`. */
  explainRule: 'goroutineLens.explainRule',
} as const;

export const ContributedCommands: readonly string[] = Object.values(contributed);

export const View = {
  findings: 'goroutineLens.findings',
  snapshots: 'goroutineLens.snapshots',
} as const;

export const ContextKey = {
  hasAnalysis: 'goroutineLens.hasAnalysis',
  hasSnapshots: 'goroutineLens.hasSnapshots',
  hasTwoSnapshots: 'goroutineLens.hasTwoSnapshots',
  hasBaseline: 'goroutineLens.hasBaseline',
  canCaptureFull: 'goroutineLens.canCaptureFull',
  hasHidden: 'goroutineLens.hasHidden',
  isShowingHidden: 'goroutineLens.isShowingHidden',
} as const;

export const Setting = {
  targets: 'goroutineLens.targets',
  maxPauseMs: 'goroutineLens.capture.maxPauseMs',
  idleTimeout: 'goroutineLens.capture.idleTimeout',
  requestTimeout: 'goroutineLens.capture.requestTimeout',
  maxBytes: 'goroutineLens.capture.maxBytes',
  maxDecompressedBytes: 'goroutineLens.capture.maxDecompressedBytes',
  allowInsecureTls: 'goroutineLens.http.allowInsecureTls',
  pathMappings: 'goroutineLens.pathMappings',
  diagnosticsEnabled: 'goroutineLens.diagnostics.enabled',
  minCount: 'goroutineLens.diagnostics.minCount',
  minWait: 'goroutineLens.diagnostics.minWait',
  severity: 'goroutineLens.diagnostics.severity',
  codeLens: 'goroutineLens.codeLens',
  ignore: 'goroutineLens.ignore',
  retention: 'goroutineLens.snapshots.retention',
} as const;

/** Type of the analysis panel; package.json activates on it. */
export const panelType = 'goroutineLens.analysis';

/** Scheme of read-only documents that show a snapshot's raw text. */
export const rawScheme = 'goroutines';

/** Scheme of read-only documents that show what a server answered in place of a profile. */
export const answerScheme = 'goroutines-answer';

/** Keys of what is remembered between windows. */
export const Memory = {
  /** Workspace: id of the snapshot shown. */
  current: 'current',
  /** Workspace: id of the baseline. */
  baseline: 'baseline',
  /** Global: the panel has opened by itself once. */
  panelIntroduced: 'panelIntroduced',
  /** Global: addresses of workspaces that were agreed to. */
  consents: 'consents',
  /** Global: addresses typed lately. */
  recent: 'recent',
  /** Global: which secrets are kept, by kind, origin and machine; never the secrets. */
  credentials: 'credentials',
} as const;
