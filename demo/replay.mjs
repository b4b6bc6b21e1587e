/**
 * Serves recorded captures of the demo service at the addresses of net/http/pprof, for machines without Go.
 *
 *   node demo/replay.mjs [--fixed] [--count N] [--addr host:port]
 */
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const recorded = path.join(path.dirname(fileURLToPath(import.meta.url)), 'recorded');

/** The recordings there are: name, goroutines announced, and the Go version that made them; most goroutines last. */
export function recordings() {
  return fs
    .readdirSync(recorded)
    .map(name => ({ name, ...JSON.parse(read(name, 'recording.json')) }))
    .sort((a, b) => a.goroutines - b.goroutines);
}

/** The recording nearest to what was asked for: of the repaired service, or of the one that leaks about `count`. */
export function chooseRecording({ fixed = false, count = 2000 }) {
  const distance = recording => Math.abs(Math.log(recording.count / Math.max(1, count)));
  const [nearest] = recordings()
    .filter(recording => recording.fixed === fixed)
    .sort((a, b) => distance(a) - distance(b));
  return nearest;
}

/** Starts the server; resolves with its address and a way to stop it or to show another recording. */
export function startReplay(recording, { host = '127.0.0.1', port = 0 } = {}) {
  let shown = recording;
  const server = http.createServer((request, response) => answer(shown, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () =>
      resolve({
        address: `${host}:${server.address().port}`,
        show: next => (shown = next),
        stop: () =>
          new Promise(done => {
            server.close(done);
            server.closeAllConnections();
          }),
      }),
    );
  });
}

/** Answers as net/http/pprof does, also to what was not recorded. */
function answer(recording, request, response) {
  const url = new URL(request.url, 'http://localhost');
  const send = (status, type, body) => {
    response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' });
    response.end(body);
  };
  if (url.pathname === '/debug/pprof') {
    response.writeHead(301, { Location: '/debug/pprof/' });
    return response.end();
  }
  if (url.pathname === '/debug/pprof/')
    return send(200, 'text/html; charset=utf-8', unpack(recording.name, 'index.html.gz'));
  const debug = url.searchParams.get('debug') ?? '0';
  if (url.pathname === '/debug/pprof/goroutine' && !/^[1-9]\d*$/.test(debug))
    return send(200, 'application/octet-stream', read(recording.name, 'goroutine.debug0.pb.gz'));
  if (url.pathname === '/debug/pprof/goroutine') {
    const file = `goroutine.debug${debug === '1' ? 1 : 2}.txt.gz`;
    return send(200, 'text/plain; charset=utf-8', unpack(recording.name, file));
  }
  response.setHeader('X-Go-Pprof', '1');
  send(404, 'text/plain; charset=utf-8', 'Unknown profile\n');
}

function unpack(name, file) {
  return zlib.gunzipSync(read(name, file));
}

function read(name, file) {
  return fs.readFileSync(path.join(recorded, name, file));
}

async function main() {
  const value = flag => process.argv[process.argv.indexOf(flag) + 1];
  const count = process.argv.includes('--count') ? Number(value('--count')) : undefined;
  const [host, port] = (process.argv.includes('--addr') ? value('--addr') : '127.0.0.1:6060').split(
    ':',
  );
  const recording = chooseRecording({ fixed: process.argv.includes('--fixed'), count });
  const replay = await startReplay(recording, { host, port: Number(port) });
  console.log(
    `replaying a capture of ${recording.goroutines} goroutines (${recording.go}) at http://${replay.address}/debug/pprof/`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
