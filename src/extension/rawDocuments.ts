/** Raw text of snapshots as read-only documents. */
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readBytes } from '../store/readSnapshotFile';
import { rawScheme } from './ids';

/** `goroutines:/<snapshot>/<body>` shows a file of the store, unpacked; nothing can be written through it. */
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
    readFile: uri => unpacked(fileOf(uri)),
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

/** Rejects for what unpacks to more than the store allows. */
async function unpacked(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBytes(file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
