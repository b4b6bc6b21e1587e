/** The one way to open a stack frame. Only what the server resolved to a file it may open is opened. */
import * as vscode from 'vscode';
import type { WireFrame, WirePlace } from '../protocol/lsp';
import type { App } from './app';
import { mapFolderOf } from './commands/mapFolder';
import { baseName, plain } from './names';

/** Opens the frame's line; asks when several files fit, says so when none does. */
export async function openFrame(app: App, frame: WireFrame): Promise<void> {
  const resolved = await app.server.resolveFrame(frame);
  if (resolved.kind === 'none') return offerMapping(app, frame);
  const place = resolved.kind === 'found' ? resolved.place : await choose(resolved.candidates);
  if (!place) return;
  await openPlace(place);
  if (resolved.kind === 'found' && resolved.how === 'differs')
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('The code changed since this snapshot; this place could not be found again.'),
      5000,
    );
}

/** Shows a place in an editor, the line in the middle. */
export async function openPlace({ uri, line }: WirePlace): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const last = document.lineCount - 1;
  const { range } = document.lineAt(Math.min(Math.max(line - 1, 0), last));
  const start = range.start.with(
    undefined,
    document.lineAt(range.start.line).firstNonWhitespaceCharacterIndex,
  );
  const editor = await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(start, start),
    preserveFocus: false,
    viewColumn: editorColumn(),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Beside the panel when it has the focus: it stays visible. */
function editorColumn(): vscode.ViewColumn {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const inPanel = activeTab?.input instanceof vscode.TabInputWebview;
  if (!inPanel) return vscode.ViewColumn.Active;
  const other = vscode.window.tabGroups.all.find(group => !group.isActive);
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}

async function choose(candidates: readonly WirePlace[]): Promise<WirePlace | undefined> {
  const items = candidates.map(place => ({
    label: `${baseName(place.uri)}:${place.line}`,
    description: vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri)),
    place,
  }));
  const placeHolder = vscode.l10n.t('Several files fit this frame. Which one was it built from?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.place;
}

async function offerMapping(app: App, frame: WireFrame): Promise<void> {
  if (frame.file === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This frame has no source file.'));
    return;
  }
  const mapFolder = vscode.l10n.t('Map folder…');
  const message = vscode.l10n.t('No local file for {0}.', plain(frame.file));
  const picked = await vscode.window.showWarningMessage(message, mapFolder);
  if (picked === mapFolder) await mapFolderOf(frame, () => openFrame(app, frame));
}
