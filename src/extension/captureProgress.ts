/** What a person reads while a capture runs. */
import * as vscode from 'vscode';
import type { CaptureProgress } from '../capture/ladder';

/** The step at hand, in the display language. */
export function progressText({ stage, bytes, announced }: CaptureProgress): string {
  if (stage === 'index') return vscode.l10n.t('asking how many there are');
  const size = `${(bytes / 1_000_000).toFixed(1)} MB`;
  if (stage === 'leak') return vscode.l10n.t('leak profile, {0}', size);
  if (stage === 'counts') return vscode.l10n.t('counts, {0}', size);
  const count = (announced ?? 0).toLocaleString(vscode.env.language);
  return vscode.l10n.t('full stacks of {0} goroutines, {1}', count, size);
}

/** At most ten steps a second: the bytes of a large dump come in thousands of pieces. */
export function throttled(
  report: (step: CaptureProgress) => void,
): (step: CaptureProgress) => void {
  let last = 0;
  let stage = '';
  return step => {
    const now = Date.now();
    if (step.stage === stage && now - last < 100) return;
    last = now;
    stage = step.stage;
    report(step);
  };
}
