/** Raw text of snapshots as read-only documents. */
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { rawScheme } from './ids';

/** `goroutines:/<snapshot>/<body>` shows a file of the store; nothing can be written through it. */
export function registerRawDocuments(storeDir: string): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const readOnly = () => {
    throw vscode.FileSystemError.NoPermissions();
  };
  const fileOf = (uri: vscode.Uri): string => {
    const [snapshot = '', body = ''] = uri.path.split('/').slice(1);
    return path.join(storeDir, path.basename(snapshot), path.basename(body));
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: async uri => {
      const { size, mtimeMs, ctimeMs } = await fs.promises.stat(fileOf(uri));
      return { type: vscode.FileType.File, size, mtime: mtimeMs, ctime: ctimeMs };
    },
    readFile: uri => fs.promises.readFile(fileOf(uri)),
    readDirectory: () => [],
    createDirectory: readOnly,
    writeFile: readOnly,
    delete: readOnly,
    rename: readOnly,
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerFileSystemProvider(rawScheme, provider, { isReadonly: true }),
  );
}
