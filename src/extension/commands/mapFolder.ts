import path from 'node:path';
import * as vscode from 'vscode';
import type { WireFrame } from '../../protocol/lsp';
import type { Run } from '../app';
import { addPathMapping } from '../config';
import { clusterNodeOf } from './arguments';

/** "Map Folder…": for a finding whose file was not found. */
export const mapFolder: Run = async (app, node) => {
  const cluster = clusterNodeOf(node)?.cluster;
  const frames = app.session.current?.summary.frames ?? [];
  const stack = cluster?.stack.flatMap(index => frames[index] ?? []) ?? [];
  const frame = stack.find(one => one.origin !== 'std' && one.file !== undefined);
  if (frame) await mapFolderOf(frame, () => undefined);
};

/** Asks which local folder holds the frame's file, and remembers the answer as a mapping. */
export async function mapFolderOf(frame: WireFrame, then: () => unknown): Promise<void> {
  const { file } = frame;
  if (file === undefined) return;
  const printed = file.slice(0, Math.max(file.lastIndexOf('/'), 0)) || '.';
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t('Map Folder'),
    title: vscode.l10n.t('Which folder holds the files that the dump calls {0}?', printed),
  });
  const folder = folders?.[0];
  if (!folder) return;
  const { from, to } = commonMapping(printed, folder.fsPath);
  await addPathMapping(from, to);
  await then();
}

/** Equal last folders say nothing: `/build/a/b` → `/home/me/a/b` is `/build` → `/home/me`, which maps more. */
function commonMapping(printed: string, local: string): { from: string; to: string } {
  let from = printed;
  let to = local;
  while (from.includes('/') && path.posix.basename(from) === path.basename(to)) {
    const parent = path.posix.dirname(from);
    if (parent === '/' || parent === '.') break;
    from = parent;
    to = path.dirname(to);
  }
  return { from, to };
}
