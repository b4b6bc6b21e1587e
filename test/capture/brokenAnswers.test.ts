/** Answers that break off, or are of a size that hurts: what arrived is kept, memory stays flat. */
import assert from 'node:assert/strict';
import type http from 'node:http';
import { after, describe, it } from 'node:test';
import { createGzip, gzipSync } from 'node:zlib';
import type { CaptureError } from '../../src/capture/errors';
import { captured, faulty, said, start, startRaw, stopAll } from './outcome';
import { capture, counts, indexPage, pprof, stacksOf } from './support';
import type { MemorySink } from './support';

after(stopAll);

describe('an answer that breaks off', () => {
  const text = stacksOf(2000);

  it('stops in the middle', async () => {
    const outcome = await faulty((_, __, response) => {
      response.write(counts.slice(0, 120));
    });
    assert.match(
      said(outcome) ?? '',
      /^localhost:PORT stopped sending for 0 s\. The 120 B that arrived are kept: at least 4 goroutines\.$/,
    );
    assert.equal(outcome.sink.text('goroutine.debug1.txt'), counts.slice(0, 120));
  });

  it('drips without end', async () => {
    const outcome = await faulty(
      (_, __, response) => {
        response.write('goroutine profile: total 9\n4 @ 0x1\n');
        const drip = setInterval(() => response.write('#'), 50);
        response.on('close', () => clearInterval(drip));
      },
      { requestTimeoutMs: 1000 },
    );
    assert.match(
      said(outcome) ?? '',
      /^localhost:PORT was still sending after 1 s\. Stopped; the \d+ B that arrived are kept: at least 4 goroutines\.$/,
    );
    assert.equal(outcome.result?.bodies[0]?.complete, false);
  });

  it('is reset', async () => {
    const outcome = await faulty((_, request, response) => {
      response.write(text, () => request.socket.resetAndDestroy());
    });
    assert.match(
      said(outcome) ?? '',
      /^The connection to localhost:PORT broke after [\d.]+ kB \(ECONNRESET\)\. They are kept: at least [\d,]+ goroutines\.$/,
    );
    assert.ok(text.startsWith(outcome.sink.text('goroutine.debug1.txt') ?? 'nothing'));
  });

  it('is reset before there was a goroutine in it', async () => {
    const outcome = await faulty((_, request, response) => {
      response.write('gorou', () => request.socket.resetAndDestroy());
    });
    assert.equal(
      said(outcome),
      'The connection to localhost:PORT broke after 5 B (ECONNRESET). They are kept.',
    );
  });

  it('is shorter than it announced', async () => {
    const outcome = await faulty((_, request, response) => {
      response.writeHead(200, { 'Content-Length': 5_200_000 });
      response.write(text, () => request.socket.end());
    });
    assert.match(
      said(outcome) ?? '',
      /^localhost:PORT announced 5\.2 MB and sent [\d.]+ kB\. They are kept: at least 2,000 goroutines\.$/,
    );
  });

  it('breaks in full stacks after whole counts: the counts stand, the rest is kept', async () => {
    const outcome = await faulty((profile, request, response) => {
      if (profile.endsWith('=1')) return response.end(counts);
      return response.write(text, () => request.socket.resetAndDestroy());
    });
    const { result } = outcome;
    assert.deepEqual(
      result?.bodies.map(({ debug, complete }) => ({ debug, complete })),
      [
        { debug: 1, complete: true },
        { debug: 2, complete: false },
      ],
    );
    assert.equal(result?.problems[0]?.code, 'E19');
    assert.deepEqual(result?.problems[0]?.actions, ['captureAsPprof', 'retry']);
    assert.deepEqual(
      result?.skipped.map(({ reason }) => reason.english),
      ['Not asked for: the profile before it could not be had.'],
    );
  });
});

describe('an answer of a size that hurts', () => {
  /** Endless bytes without building them in memory. */
  const stream = (chunk: string, total: number) => (response: http.ServerResponse) => {
    const bytes = Buffer.from(chunk);
    let left = total;
    const more = (): void => {
      while (left > 0 && response.writable) {
        const piece = bytes.subarray(0, Math.min(left, bytes.length));
        left -= piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  };

  it('is cut by the runtime at exactly 64 MiB', async () => {
    const block = stacksOf(5000);
    const outcome = await faulty(
      (profile, _, response) => {
        if (profile.endsWith('=2')) stream(block, 64 * 1024 * 1024)(response);
        else response.end(counts);
      },
      { requestTimeoutMs: 20_000 },
    );
    assert.match(
      said(outcome) ?? '',
      /^The runtime cut this dump at 64 MiB; it held at least [\d,]+ goroutines\.$/,
    );
    assert.equal(outcome.result?.bodies[1]?.bytes, 67_108_864);
    assert.equal(outcome.result?.bodies[1]?.complete, true);
  });

  it('never ends and holds nothing', async () => {
    const outcome = await faulty((_, __, response) => stream('x'.repeat(65536), 1e9)(response), {
      maxBytes: 5 * 1024 * 1024,
    });
    assert.equal(
      said(outcome),
      'localhost:PORT was still sending after 5 MiB, and nothing in it is a goroutine dump. The connection was closed.',
    );
  });

  it('never ends and holds goroutines', async () => {
    const outcome = await faulty(
      (profile, _, response) => {
        if (profile.endsWith('=2')) stream(stacksOf(5000), 1e9)(response);
        else response.end(counts);
      },
      { maxBytes: 5 * 1024 * 1024 },
    );
    assert.match(
      said(outcome) ?? '',
      /^The answer passed 5 MiB; at least [\d,]+ goroutines in what was kept\.$/,
    );
    assert.equal(outcome.result?.bodies[1]?.bytes, 5 * 1024 * 1024);
  });

  it('is a gzip bomb, which is not unpacked to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const outcome = await faulty((_, __, response) => response.end(bomb), {
      maxDecompressedBytes: 8 * 1024 * 1024,
    });
    assert.equal(
      said(outcome),
      'The compressed answer of localhost:PORT grows beyond 8 MiB. Unpacking stopped; the compressed bytes are kept.',
    );
    assert.equal(outcome.sink.files.get('goroutine.debug1.txt')?.length, bomb.length);
  });

  it('streams 200 MB in flat memory', async () => {
    const server = await start(
      pprof((profile, _, response) => {
        if (profile !== 'goroutine?debug=2') return false;
        stream(stacksOf(3000), 200_000_000)(response);
        return true;
      }),
    );
    let written = 0;
    const nowhere = {
      write: (chunk: Uint8Array) => {
        written += chunk.length;
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
      fail: () => Promise.resolve(),
    };
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    await capture(`localhost:${server.port}`, { maxBytes: 1e9, requestTimeoutMs: 20_000 }, {
      open: () => Promise.resolve(nowhere),
    } as unknown as MemorySink);
    clearInterval(watch);
    assert.ok(written > 200_000_000, `${written} bytes`);
    assert.ok(peak - before < 100_000_000, `${Math.round((peak - before) / 1e6)} MB more`);
  });

  it('fills the disk', async () => {
    const server = await start(pprof());
    const full = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    const done = () => Promise.resolve();
    await assert.rejects(
      capture(`localhost:${server.port}`, {}, {
        open: () => Promise.resolve({ write: full, close: done, fail: done }),
      } as unknown as MemorySink),
      (error: CaptureError) =>
        error.code === 'E27' &&
        /^The disk is full: the capture of localhost:\d+ stopped after 0 B\. Earlier snapshots are untouched\.$/.test(
          error.message,
        ),
    );
  });

  it('is compressed although nobody asked for it: the bytes are kept as they came', async () => {
    const outcome = await faulty((profile, request, response) => {
      assert.equal(request.headers['accept-encoding'], 'identity');
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'text/plain' });
      const packer = createGzip();
      packer.pipe(response);
      packer.end(profile.endsWith('=2') ? stacksOf(5) : counts);
    });
    assert.deepEqual(outcome.result?.problems, []);
    assert.equal(outcome.result?.announced, 5);
    assert.equal(outcome.sink.files.get('goroutine.debug1.txt')?.[0], 0x1f);
  });
});

describe('a server that serves one request for each connection', () => {
  it('is asked over a connection of its own each time', async () => {
    const server = await startRaw(socket => {
      let first = true;
      socket.on('data', data => {
        if (!first) return;
        first = false;
        const profile = /debug\/pprof\/(\S*)/.exec(data.toString())?.[1] ?? '';
        const body = profile === '' ? indexPage(5) : profile.endsWith('2') ? stacksOf(5) : counts;
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: keep-alive\r\n\r\n${body}`,
        );
      });
    });
    const { result } = await captured(`localhost:${server.port}`);
    assert.equal(result?.bodies.length, 2);
    assert.deepEqual(result?.problems, []);
  });
});
