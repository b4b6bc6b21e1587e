/** The language server process. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server';

const connection = createConnection(ProposedFeatures.all);
// The grammar lies beside the bundle.
startServer(connection, { wasmDir: __dirname });
connection.listen();
