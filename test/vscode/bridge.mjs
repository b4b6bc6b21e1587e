/**
 * Lets the suite inside the extension host use the page of the workbench: a loopback HTTP server whose requests name a
 * method of the Workbench (scripts/workbench.mjs) and its arguments.
 */
import http from 'node:http';

/**
 * Starts the bridge. `workbench()` gives the page once it is there; `report` receives the result of each test.
 * Resolves with its port and a way to stop it.
 */
export function startBridge({ workbench, report }) {
  const server = http.createServer((request, response) => {
    handle(request, workbench, report).then(
      value => response.end(JSON.stringify({ value })),
      error => response.end(JSON.stringify({ error: error.message })),
    );
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: server.address().port,
        stop: () => {
          server.close();
          server.closeAllConnections();
        },
      }),
    );
  });
}

async function handle(request, workbench, report) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { method, args } = JSON.parse(body);
  if (method === 'report') return report(...args);
  const target = await workbench();
  if (typeof target[method] !== 'function') throw new Error(`the workbench has no ${method}`);
  return target[method](...args);
}
