import * as vscode from 'vscode';
import type { Run } from '../app';
import { importDumpFile } from '../importDump';

/** "Open Dump File…": copies the file into the store and analyses it. */
export const openFile: Run = async app => {
  const file = await chooseFile();
  if (file) await importDumpFile(app, file);
};

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: false,
    openLabel: vscode.l10n.t('Analyze'),
    title: vscode.l10n.t('Open Dump File…'),
  });
  return picked?.[0];
}
