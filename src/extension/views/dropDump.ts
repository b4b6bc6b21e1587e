/** Dump files that are dropped on a view. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { importDumpFile, importDumpText } from '../importDump';
import { failureSentence, messageOf } from '../notify';

const uriList = 'text/uri-list';

/** Takes files of the explorer and of the desktop; what cannot be read is told. */
export function dumpDrop<T>(app: App): vscode.TreeDragAndDropController<T> {
  return {
    dropMimeTypes: [uriList, 'files'],
    dragMimeTypes: [],
    handleDrop: async (_target, data) => {
      try {
        await importDropped(app, data);
      } catch (error) {
        app.log.error(messageOf(error));
        void vscode.window.showErrorMessage(failureSentence(error));
      }
    },
  };
}

async function importDropped(app: App, data: vscode.DataTransfer): Promise<void> {
  const list = (await data.get(uriList)?.asString()) ?? '';
  const uris = list
    .split(/\r?\n/)
    .filter(line => line.startsWith('file:'))
    .map(line => vscode.Uri.parse(line, true));
  for (const uri of uris) await importDumpFile(app, uri);
  if (uris.length > 0) return;
  // A browser hands over the content alone.
  for (const [, item] of data) {
    const file = item.asFile();
    if (file?.uri?.scheme === 'file') await importDumpFile(app, file.uri);
    else if (file) await importDumpText(app, await file.data(), file.name);
  }
}
