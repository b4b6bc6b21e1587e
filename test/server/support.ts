/** A client of the language server, in memory: real LSP messages over two streams, real files below a temporary folder. */
import fs from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import {
  CodeLensRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  ShutdownRequest,
} from 'vscode-languageserver-protocol/node';
import type {
  CodeLens,
  Diagnostic,
  Hover,
  ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { analysisChanged } from '../../src/protocol/lsp';
import type {
  AnalysisSummary,
  InitializationOptions,
  ServerSettings,
  SnapshotRef,
} from '../../src/protocol/lsp';
import { startServer } from '../../src/server/server';
import type { SnapshotMeta } from '../../src/store/meta';
import { temporaryFolder, wasmFolder } from '../source/support';
import { fixture } from '../support/repository';

export const quietSettings: ServerSettings = {
  pathMappings: [],
  diagnostics: { enabled: true, minCount: 1, minWait: 0, severity: {} },
  codeLens: 'leaks',
  ignore: [],
};

/** What the server has put on each file, newest state, by file name relative to the workspace. */
export class Client {
  readonly diagnostics = new Map<string, Diagnostic[]>();
  readonly analyses: AnalysisSummary[] = [];
  /** Every publication in order, with the time it arrived. */
  readonly published: { readonly uri: string; readonly at: number; readonly count: number }[] = [];
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly connection: ProtocolConnection,
    readonly workspace: string,
  ) {
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.diagnostics.set(uri, diagnostics);
      this.published.push({ uri, at: performance.now(), count: diagnostics.length });
      this.wake();
    });
    connection.onNotification(analysisChanged, summary => {
      this.analyses.push(summary);
      this.wake();
    });
    connection.onRequest('workspace/codeLens/refresh', () => null);
    connection.onRequest('client/registerCapability', () => null);
  }

  uri(name: string): string {
    return pathToFileURL(path.join(this.workspace, name)).href;
  }

  of(name: string): readonly Diagnostic[] {
    return this.diagnostics.get(this.uri(name)) ?? [];
  }

  /** What the diagnostics of a file say. */
  messages(name: string): readonly string[] {
    return this.of(name).map(({ message }) =>
      typeof message === 'string' ? message : message.value,
    );
  }

  /** Resolves as soon as `holds` does; checked after every message of the server. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!holds()) {
      if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, 1_000);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async lenses(name: string): Promise<readonly CodeLens[]> {
    const answer = await this.connection.sendRequest(CodeLensRequest.type, {
      textDocument: { uri: this.uri(name) },
    });
    return answer ?? [];
  }

  hover(name: string, line: number): Promise<Hover | null> {
    return this.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: this.uri(name) },
      position: { line: line - 1, character: 2 },
    });
  }

  async open(name: string): Promise<void> {
    const text = fs.readFileSync(path.join(this.workspace, name), 'utf8');
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: this.uri(name), languageId: 'go', version: 1, text },
    });
  }

  /** Inserts text before a 1-based line of an open editor; nothing is saved. */
  async insert(name: string, line: number, text: string, version = 2): Promise<void> {
    const at = { line: line - 1, character: 0 };
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri(name), version },
      contentChanges: [{ range: { start: at, end: at }, text }],
    });
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest(ShutdownRequest.type);
    this.connection.dispose();
  }

  private wake(): void {
    this.waiting.splice(0).forEach(resume => resume());
  }
}

export interface ClientOptions {
  readonly settings?: Partial<ServerSettings>;
  readonly workspace?: string;
  readonly l10nBundle?: string;
}

/** A server and its client; `workspace` is the one folder that is open. */
export async function connect(options: ClientOptions = {}): Promise<Client> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer(server, { wasmDir: wasmFolder() });
  server.listen();
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const workspace = options.workspace ?? shopWorkspace();
  const client = new Client(connection, workspace);
  connection.listen();
  const initializationOptions: InitializationOptions = {
    settings: { ...quietSettings, ...options.settings },
    l10nBundle: options.l10nBundle,
    locale: 'en',
  };
  const uri = pathToFileURL(workspace).href;
  await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'shop' }],
    capabilities: { workspace: { workspaceFolders: true } },
    initializationOptions,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  return client;
}

/** A copy of the shop module, free to be changed. */
export function shopWorkspace(): string {
  const dir = temporaryFolder();
  fs.cpSync(fixture('source', 'shop'), dir, { recursive: true });
  return dir;
}

/** Stores a dump as the extension does: a folder with the bytes and their description. */
export function storeDump(
  text: string | Uint8Array,
  id = 'snapshot',
  dir = temporaryFolder(),
  figures: Partial<SnapshotMeta> = {},
): SnapshotRef {
  fs.mkdirSync(path.join(dir, id), { recursive: true });
  fs.writeFileSync(path.join(dir, id, 'goroutine.txt'), text);
  const bytes = Buffer.byteLength(text);
  const body = { name: 'goroutine', debug: 2, file: 'goroutine.txt', bytes, complete: true };
  const meta = { id, takenAt: 0, source: 'shop', bodies: [body], ...figures };
  fs.writeFileSync(path.join(dir, id, 'meta.json'), JSON.stringify(meta));
  return { id, dir };
}

/** What Go printed for the shop, from a build made in another folder. */
export const recordedDump = (): string =>
  fs.readFileSync(fixture('source', 'recorded', 'plain.txt'), 'utf8');

/**
 * `count` goroutines blocked in the shop's send, in the text that Go prints for one of them. Without `header` they have
 * come one after the other for 47 minutes.
 */
export function blockedSenders(count: number, header?: string): string {
  const blocks = Array.from(
    { length: count },
    (_, i) => `goroutine ${i + 100} [${header ?? `chan send, ${1 + (i % 47)} minutes`}]:
example.com/shop/internal/orders.(*Processor).handleTask(...)
	/build/internal/orders/orders.go:36
created by example.com/shop/internal/orders.(*Processor).Submit in goroutine 1
	/build/internal/orders/orders.go:23 +0x86
`,
  );
  return blocks.join('\n');
}

/** The same, and a goroutine that is still where it may receive: nothing is proven by the source. */
export const doubtfulSenders = (count: number): string => `${blockedSenders(count)}
goroutine 1 [select]:
example.com/shop/internal/orders.(*Processor).Submit(...)
	/build/internal/orders/orders.go:24 +0x92
main.main()
	/build/main.go:9 +0x1d
`;

export const ordersFile = 'internal/orders/orders.go';
export const sendLine = 36;
export const goLine = 23;
