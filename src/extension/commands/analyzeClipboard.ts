import * as vscode from 'vscode';
import type { Run } from '../app';
import { importDumpText } from '../importDump';

/** "Analyze Dump from Clipboard": in any form that a file may have. */
export const analyzeClipboard: Run = async app => {
  const text = await vscode.env.clipboard.readText();
  await importDumpText(app, text, vscode.l10n.t('clipboard'));
};
