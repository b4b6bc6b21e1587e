/** Servers that cannot be asked: the message says why, and what to do. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { CaptureOptions } from '../../src/capture/ladder';
import { captured, said, start, startRaw, startTls, stopAll } from './outcome';
import { certificate, pem, pprof, serve } from './support';

after(stopAll);

describe('a server that cannot be asked', () => {
  it('refuses the connection', async () => {
    const server = await serve(pprof());
    await server.stop();
    const outcome = await captured(`localhost:${server.port}`);
    assert.equal(said(outcome), 'Nothing is listening on localhost:PORT. Is the program running?');
    assert.deepEqual(outcome.error?.actions, ['retry', 'enablePprof']);
    assert.deepEqual([...outcome.sink.files], []);
    const remote = await captured(`localhost:${server.port}`, { from: 'SSH: devbox' });
    assert.equal(
      said(remote),
      'Nothing is listening on localhost:PORT (from SSH: devbox). Is the program running?',
    );
  });

  it('is a unix socket that does not exist', async () => {
    const outcome = await captured('unix:/nowhere/pprof.sock');
    assert.equal(
      said(outcome),
      'Nothing is listening on /nowhere/pprof.sock. Is the program running?',
    );
  });

  it('has a name that nobody knows', async () => {
    const outcome = await captured('http://no-such-host.invalid:6060');
    assert.match(
      said(outcome) ?? '',
      /^The name no-such-host\.invalid could not be resolved \((ENOTFOUND|EAI_AGAIN)\)\. Check the spelling and the network\.$/,
    );
    assert.deepEqual(outcome.error?.actions, ['editAddress', 'retry']);
  });

  it('closes the connection as soon as it is accepted', async () => {
    const server = await startRaw(socket => socket.destroy());
    const outcome = await captured(`localhost:${server.port}`);
    assert.equal(
      said(outcome),
      'localhost:PORT closed the connection without an answer (ECONNRESET).',
    );
  });

  it('does not speak HTTP', async () => {
    const server = await startRaw(socket => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const outcome = await captured(`localhost:${server.port}`);
    assert.equal(
      said(outcome),
      'localhost:PORT does not answer with HTTP (HPE_INVALID_CONSTANT). It may be a gRPC or TLS port.',
    );
  });

  it('accepts the connection and says nothing', async () => {
    const server = await start(() => undefined);
    const outcome = await captured(`localhost:${server.port}`, { requestTimeoutMs: 1000 });
    assert.equal(
      said(outcome),
      'localhost:PORT accepted the connection but sent nothing for 1 s. The program may still be working on the request.',
    );
    assert.equal(server.asked.length, 1, 'a request that timed out is not repeated');
  });

  it('sends informational answers without end', async () => {
    const server = await startRaw(socket => {
      const hints = 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20);
      const more = setInterval(() => socket.write(hints), 5);
      socket.on('close', () => clearInterval(more)).resume();
    });
    const outcome = await captured(`localhost:${server.port}`);
    assert.equal(
      said(outcome),
      'The answer of localhost:PORT has headers that are too large or malformed (100 × HTTP 1xx). It was not read.',
    );
  });

  it('answers with a huge header, or with control characters in one', async () => {
    for (const [header, code] of [
      ['x'.repeat(100_000), 'HPE_HEADER_OVERFLOW'],
      ['\u0001', 'HPE_INVALID_HEADER_TOKEN'],
    ] as const) {
      const server = await startRaw(socket =>
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nX-A: ${header}\r\n\r\nbody`)),
      );
      const outcome = await captured(`localhost:${server.port}`);
      assert.equal(
        said(outcome),
        `The answer of localhost:PORT has headers that are too large or malformed (${code}). It was not read.`,
      );
    }
  });
});

describe('a server with another certificate than expected', () => {
  const key = pem('test-only.key');
  const tls = async (name: string, options?: Partial<CaptureOptions>) => {
    const server = await startTls({ key, cert: pem(name) });
    return captured(`https://localhost:${server.port}`, options);
  };
  const authority = { access: { tls: { caFile: certificate('authority.pem') } } };

  it('signed it itself', async () => {
    const outcome = await tls('self-signed.pem');
    assert.equal(
      said(outcome),
      'Certificate for localhost:PORT is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT).',
    );
    assert.deepEqual(outcome.error?.actions, ['setCaFile', 'certificates']);
  });

  it('has it of an authority that nobody knows', async () => {
    assert.equal(
      said(await tls('server.pem')),
      'Certificate for localhost:PORT is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE).',
    );
  });

  it('let it expire', async () => {
    const outcome = await tls('expired.pem', authority);
    assert.equal(said(outcome), 'Certificate for localhost:PORT has expired (CERT_HAS_EXPIRED).');
    assert.deepEqual(outcome.error?.actions, ['certificates']);
  });

  it('has one for another host', async () => {
    assert.equal(
      said(await tls('other-host.pem', authority)),
      'Certificate is for another host than localhost:PORT (ERR_TLS_CERT_ALTNAME_INVALID).',
    );
  });

  it('has none, because it does not speak TLS', async () => {
    const server = await start(pprof());
    assert.match(
      said(await captured(`https://localhost:${server.port}`)) ?? '',
      /^localhost:PORT does not speak TLS \((EPROTO|ERR_SSL_\w+)\)\. The address may have to start with http:\/\/\.$/,
    );
  });

  it('refuses a client without a certificate, and says so in the handshake', async () => {
    for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
      const ca = pem('authority.pem');
      const asking = { requestCert: true, rejectUnauthorized: true, ca, maxVersion };
      const server = await startTls({ key, cert: pem('server.pem'), ...asking });
      assert.match(
        said(await captured(`https://localhost:${server.port}`, authority)) ?? '',
        /^localhost:PORT refused the TLS handshake \((certificate required|handshake failure)\)\. It may want a client certificate/,
      );
    }
  });

  it('never ends the handshake', async () => {
    const server = await startRaw(() => undefined);
    assert.equal(
      said(await captured(`https://localhost:${server.port}`)),
      'localhost:PORT accepted the connection but did not answer the TLS handshake for 1 s. The address may have to start with http://.',
    );
  });

  it('speaks TLS where http was asked', async () => {
    const server = await start((_, response) => {
      response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n');
    });
    assert.equal(
      said(await captured(`http://localhost:${server.port}`)),
      'localhost:PORT expects TLS. The address has to start with https://.',
    );
  });
});
