/**
 * The language server: told where a snapshot lies, it reads, clusters, locates and judges it, puts the findings on the
 * source lines, and answers with a summary. It alone knows LSP; everything it decides comes from core.
 */
import type { CancellationToken, Connection, InitializeParams } from 'vscode-languageserver';
import {
  CodeActionKind,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { resolveFrame } from '../core/locate/locate';
import {
  analyzeRequest,
  clearRequest,
  compareRequest,
  resolveFrameRequest,
  settingsChanged,
} from '../protocol/lsp';
import type {
  AnalysisSummary,
  InitializationOptions,
  ResolveFrameParams,
  ResolveFrameResult,
} from '../protocol/lsp';
import { fileOf, wirePlace } from './convert';
import { codeActionsFor } from './features/codeAction';
import { codeLensesFor } from './features/codeLens';
import { hoverAt } from './features/hover';
import { setLanguage } from './language';
import { Session } from './session';
import { CancelledError, SnapshotError, warmUpReader } from './snapshots';

export interface ServerOptions {
  /** Folder with web-tree-sitter.wasm and tree-sitter-go.wasm. */
  readonly wasmDir: string;
}

/** Registers every handler on a connection; the caller starts listening. */
export function startServer(connection: Connection, options: ServerOptions): void {
  const documents = new TextDocuments(TextDocument);
  const session = new Session(connection, documents, options.wasmDir);

  connection.onInitialize((params: InitializeParams) => {
    const initial = params.initializationOptions as InitializationOptions | undefined;
    setLanguage(initial?.l10nBundle, initial?.locale ?? 'en');
    const roots = (params.workspaceFolders ?? []).flatMap(folder => fileOf(folder.uri) ?? []);
    session.start(initial?.settings, roots);
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        codeLensProvider: {},
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  connection.onInitialized(() => {
    setImmediate(warmUpReader);
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      session.changeRoots(filesOf(added), filesOf(removed));
    });
  });

  registerSnapshots(connection, session);
  connection.onCodeLens(async ({ textDocument }) =>
    codeLensesFor(textDocument.uri, session.view, await session.source),
  );
  connection.onHover(({ textDocument, position }) =>
    hoverAt(textDocument.uri, position.line, session.view),
  );
  connection.onCodeAction(async ({ context }) => {
    const source = await session.source;
    return codeActionsFor(context.diagnostics, { view: session.view, source });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    session.sourceChanged(changes.flatMap(change => fileOf(change.uri) ?? []));
  });
  documents.onDidChangeContent(({ document }) => {
    session.sourceChanged(filesOf([document]));
  });
  documents.onDidClose(({ document }) => {
    session.sourceChanged(filesOf([document]));
  });
  documents.listen(connection);
}

function registerSnapshots(connection: Connection, session: Session): void {
  connection.onNotification(settingsChanged, settings => {
    session.changeSettings(settings);
  });
  connection.onRequest(analyzeRequest, ({ current, earlier }, token) =>
    answer<AnalysisSummary | null>(token, async isCancelled => {
      if (current) return session.show(current, earlier ?? [], isCancelled);
      session.clear();
      return null;
    }),
  );
  connection.onRequest(compareRequest, (params, token) =>
    answer(token, isCancelled => session.compare(params, isCancelled)),
  );
  connection.onRequest(resolveFrameRequest, params => resolved(params, session));
  connection.onRequest(clearRequest, () => {
    session.clear();
    return null;
  });
}

async function resolved(params: ResolveFrameParams, session: Session): Promise<ResolveFrameResult> {
  const { func, file, line } = params;
  const found = resolveFrame({ func, file, line }, await session.source);
  if (found.kind === 'found') return { ...found, place: wirePlace(found.place) };
  if (found.kind === 'ambiguous')
    return { kind: 'ambiguous', candidates: found.candidates.map(wirePlace) };
  return { kind: 'none' };
}

/** Errors that a person can act on travel as they are; the rest is a defect and says so in the log. */
async function answer<T>(
  token: CancellationToken,
  work: (isCancelled: () => boolean) => Promise<T>,
): Promise<T | ResponseError<void>> {
  try {
    return await work(() => token.isCancellationRequested);
  } catch (error) {
    if (error instanceof CancelledError)
      return new ResponseError(LSPErrorCodes.RequestCancelled, String(error));
    if (error instanceof SnapshotError)
      return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
    throw error;
  }
}

function filesOf(items: readonly { readonly uri: string }[]): string[] {
  return items.flatMap(item => fileOf(item.uri) ?? []);
}
