/** Answers that stretch HTTP, and programs that mount only some of their profiles. */
import assert from 'node:assert/strict';
import type net from 'node:net';
import { after, describe, it } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { captured, faulty, said, start, startRaw, stopAll } from './outcome';
import { counts, indexPage, pprof, shortLimits, stacksOf } from './support';

after(stopAll);

/** A server that answers the index page as it should, and a profile by `answer`, byte for byte. */
function byHand(answer: (socket: net.Socket, path: string) => unknown) {
  return startRaw(socket =>
    socket.once('data', data => {
      const path = data.toString().split(' ')[1] ?? '';
      if (!path.endsWith('/pprof/')) return answer(socket, path);
      const page = indexPage(200_000);
      return socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${page.length}\r\n\r\n${page}`);
    }),
  );
}

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('an answer that is not quite HTTP', () => {
  it('breaks off in the packet that brought it: what arrived is kept all the same', async () => {
    for (const [what, send] of [
      ['a bad chunk', (socket: net.Socket) => socket.write(`${chunked}${chunk(counts)}ZZZ\r\n`)],
      ['an early end', (socket: net.Socket) => socket.end(`${chunked}${chunk(counts)}`)],
    ] as const) {
      const server = await byHand(send);
      const outcome = await captured(`localhost:${server.port}`);
      assert.match(
        said(outcome) ?? '',
        /^The connection to localhost:PORT broke after \d+ B \((HPE_INVALID_CHUNK_SIZE|ECONNRESET)\)\. They are kept: at least 5 goroutines\.$/,
        what,
      );
      assert.equal(outcome.sink.text('goroutine.debug0.pb.gz'), counts, what);
    }
  });

  it('goes on after its announced end: what was announced is whole', async () => {
    for (const connection of ['close', 'keep-alive']) {
      const server = await byHand(socket =>
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Length: ${counts.length}\r\nConnection: ${connection}\r\n\r\n${counts}and more`,
        ),
      );
      const { result } = await captured(`localhost:${server.port}`);
      assert.deepEqual(result?.problems, []);
      assert.equal(result.bodies[0]?.bytes, counts.length);
    }
  });

  it('contradicts itself about its length', async () => {
    for (const [headers, code] of [
      ['Content-Length: 2\r\nContent-Length: 3', 'HPE_UNEXPECTED_CONTENT_LENGTH'],
      ['Content-Length: many', 'HPE_INVALID_CONTENT_LENGTH'],
      ['Content-Length: 2\r\nTransfer-Encoding: chunked', 'HPE_INVALID_TRANSFER_ENCODING'],
    ] as const) {
      const server = await startRaw(socket =>
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\nxxx`)),
      );
      assert.equal(
        said(await captured(`localhost:${server.port}`)),
        `The answer of localhost:PORT has headers that are too large or malformed (${code}). It was not read.`,
      );
    }
  });

  it('switches to another protocol', async () => {
    const server = await startRaw(socket =>
      socket.once('data', () =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
        ),
      ),
    );
    assert.equal(
      said(await captured(`localhost:${server.port}`)),
      'localhost:PORT does not answer with HTTP (HTTP 101). It may be a gRPC or TLS port.',
    );
    await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(server.open(), 0);
  });
});

describe('a packed answer', () => {
  it('in an encoding that nobody asked for is named by it', async () => {
    const outcome = await faulty((_, request, response) => {
      assert.equal(request.headers['accept-encoding'], 'identity');
      response.writeHead(200, { 'Content-Encoding': 'br' }).end(brotliCompressSync(counts));
    });
    assert.match(said(outcome) ?? '', /^localhost:PORT packed its answer as br, which was not/);
  });

  it('that is none, or is called by another word, is read as what it is', async () => {
    for (const encoding of ['gzip', 'utf-8']) {
      const { result } = await faulty((_, __, response) => {
        response.writeHead(200, { 'Content-Encoding': encoding }).end(counts);
      });
      assert.deepEqual(result?.problems, []);
    }
  });

  it('that is cut is kept, and called so', async () => {
    const packed = gzipSync(stacksOf(500));
    const outcome = await faulty((_, __, response) => response.end(packed.subarray(0, -20)));
    assert.match(said(outcome) ?? '', /^The compressed answer of localhost:PORT is cut or damaged/);
    assert.equal(outcome.result?.bodies[0]?.complete, false);
    assert.equal(outcome.result.bodies[0].bytes, packed.length - 20);
  });
});

describe('a program that has only some of the profiles', () => {
  const only = (profiles: readonly string[]) =>
    start(
      pprof((profile, _, response) => {
        if (profiles.includes(profile)) return false;
        response.writeHead(404).end('404 page not found\n');
        return true;
      }),
    );
  const taken = async (profiles: readonly string[], full = false) => {
    const server = await only(profiles);
    const outcome = await captured(`localhost:${server.port}`, { ...shortLimits, full });
    return { ...outcome, debug: outcome.result?.bodies.map(body => body.debug) };
  };

  it('gives those, and the others are said to be missing', async () => {
    for (const [profiles, debug] of [
      [['', 'goroutine?debug=2'], [2]],
      [['goroutine?debug=0'], [0]],
      [
        ['', 'goroutine?debug=0', 'goroutine?debug=2'],
        [0, 2],
      ],
      [['', 'goroutine?debug=1'], [1]],
    ] as const) {
      const outcome = await taken(profiles);
      assert.deepEqual(outcome.debug, debug, profiles.join());
      assert.deepEqual(outcome.result?.problems, []);
      assert.ok(
        outcome.result.skipped.some(
          ({ reason }) => reason.english === 'This server does not have it.',
        ),
        profiles.join(),
      );
    }
  });

  it('is not asked for full stacks where nothing tells how many there would be', async () => {
    const outcome = await taken(['goroutine?debug=2']);
    assert.match(said(outcome) ?? '', /\/debug\/pprof\/goroutine was not found/);
    assert.deepEqual((await taken(['goroutine?debug=2'], true)).debug, [2]);
  });
});
