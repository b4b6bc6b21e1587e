import * as vscode from 'vscode';
import type { Run } from '../app';
import { importDumpFile, importDumpText } from '../importDump';
import { baseName } from '../names';

/** "Analyze Goroutine Dump": a file of the explorer or a tab, else what is in the editor, saved or not. */
export const analyzeFile: Run = async (app, uri) => {
  const chosen = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
  if (!chosen) return;
  const unsaved = vscode.workspace.textDocuments.find(
    document => document.uri.toString() === chosen.toString() && document.isDirty,
  );
  if (unsaved) return importDumpText(app, unsaved.getText(), baseName(chosen.path));
  if (chosen.scheme === 'file') await importDumpFile(app, chosen);
};
