/** Dumps that did not come over the network: files, and text that was pasted. */
import * as vscode from 'vscode';
import type { SnapshotMeta } from '../store/store';
import type { App } from './app';
import { openFinding } from './captureFlow';
import { baseName, plain } from './names';

/** Copies a file into the store and shows what is in it. Rejects with the file system's error. */
export async function importDumpFile(app: App, file: vscode.Uri): Promise<void> {
  const { mtime } = await vscode.workspace.fs.stat(file);
  const name = baseName(file.fsPath);
  await showImported(app, await app.session.store.importFile(file.fsPath, name, mtime), name);
}

/** The same for what a file would hold; `source`: what it is called in lists. */
export async function importDumpText(
  app: App,
  text: string | Uint8Array,
  source: string,
): Promise<void> {
  await showImported(app, await app.session.store.importText(text, source), source);
}

/** What holds no goroutine is not kept: whatever was shown before is shown again. */
async function showImported(app: App, { id }: SnapshotMeta, name: string): Promise<void> {
  const { session } = app;
  const before = session.current?.meta.id;
  const current = await session.show(id);
  const { total, truncated, problems } = current.summary;
  if (total > 0 || truncated) {
    await openFinding(app, current);
    return session.applyRetention();
  }
  await session.delete(id);
  if (before !== undefined) await session.show(before);
  const nothing = vscode.l10n.t(
    'Nothing in {0} is a goroutine dump. Save /debug/pprof/goroutine?debug=2 of the program, or what it prints on SIGQUIT.',
    plain(name),
  );
  const reason = problems[0]?.reason;
  const saysMore =
    reason !== undefined && reason !== vscode.l10n.t('nothing in this input is a goroutine dump');
  const message = saysMore ? `${plain(name)}: ${plain(reason)}` : nothing;
  void vscode.window.showWarningMessage(message);
}
