/** What the tests inside the editor share: the workspace, the targets, waiting, and reading the API. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { connectWorkbench } from './workbench';

export interface EditorTest {
  readonly name: string;
  /** May resolve with figures worth reading beside the name. */
  readonly body: () => Promise<string | void>;
}

export const workbench = connectWorkbench();

/** The facts of the run, handed over by the runner. */
export const facts = {
  /** Address of the service that leaks, host:port. */
  leaking: process.env.GLENS_LEAKING ?? '',
  /** The same service, repaired. */
  fixed: process.env.GLENS_FIXED ?? '',
  /** A recorded capture of 127,843 leaked goroutines. */
  incident: process.env.GLENS_INCIDENT ?? '',
  /** Where this window keeps its data, snapshots included. */
  dataDir: process.env.GLENS_DATA ?? '',
  /** How many goroutines leak. */
  count: Number(process.env.GLENS_COUNT),
};

/** The line of the send that blocks and of the `go` statement, 1-based, in the demo's processor.go. */
export const sendLine = 28;
export const goLine = 15;
export const sendText = 'task.ResultChan <- result';
export const sentence = (count: number): string => count.toLocaleString('en-US');

/** A file of the opened workspace. */
export function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export const processorFile = (): string => workspaceFile('processor.go').fsPath;

/** Our diagnostics of a file. */
export function diagnosticsOf(name: string): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(workspaceFile(name))
    .filter(({ source }) => source === 'goroutines');
}

/** Our diagnostics of every file, with the file's name. */
export function allDiagnostics(): readonly string[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, all]) =>
      all
        .filter(({ source }) => source === 'goroutines')
        .map(d => `${path.basename(uri.fsPath)}:${d.range.start.line + 1} ${d.message}`),
    );
}

/** Asks again until the answer is there; fails with the last answer, or the last failure. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 20,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      last = await ask();
      if (last !== undefined && last !== false) return last as T;
    } catch (error) {
      last = error;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  const shown = last instanceof Error ? last.message : JSON.stringify(last);
  return assert.fail(`waited ${seconds} s for ${what}; last: ${shown}`);
}

/** Runs a command of the palette that asks for an address, and gives it, as a person would. */
export async function capture(
  address: string,
  command = 'Goroutine Lens: Capture Goroutines',
): Promise<void> {
  await workbench.run(command);
  const enter = 'Enter address or port…';
  const first = await until('the question for an address', async () => {
    const shown = await workbench.quickInput();
    return shown.title === 'Capture Goroutines' || shown.rows.some(row => row.includes(enter))
      ? shown
      : undefined;
  });
  if (first.title !== 'Capture Goroutines') {
    await workbench.answer(enter);
    await until('the input box', async () =>
      (await workbench.quickInput()).title.includes('Capture'),
    );
  }
  await workbench.answer(address);
}
