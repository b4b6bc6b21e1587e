/** Programs that only a proxy reaches, as the environment of a terminal names it. */
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { after, describe, it } from 'node:test';
import { unreachableProxy } from '../../src/capture/connectionErrors';
import { environmentWay, proxyFor } from '../../src/capture/environmentProxy';
import type { Environment } from '../../src/capture/environmentProxy';
import { captured, said, start, startRaw, startTls, stopAll } from './outcome';
import { certificate, pem, pprof } from './support';

after(stopAll);

const through = (environment: Environment) => ({
  access: {
    wayTo: (url: URL) => environmentWay(url, environment),
    tls: { caFile: certificate('authority.pem') },
  },
});

/** Sends on what names any host to this machine: whole addresses of HTTP, and tunnels. */
async function startProxy(login?: string) {
  const targets: string[] = [];
  const refuses = (request: http.IncomingMessage) =>
    login !== undefined &&
    request.headers['proxy-authorization'] !== `Basic ${Buffer.from(login).toString('base64')}`;
  const proxy = await start((request, response) => {
    targets.push(request.url ?? '');
    if (refuses(request)) {
      response.writeHead(407).end();
      return;
    }
    const { port, pathname, search } = new URL(request.url ?? '');
    const onward = http.get({ port, path: pathname + search, agent: false }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
  });
  return { targets, address: `127.0.0.1:${proxy.port}` };
}

/** A proxy that makes tunnels to ports of this machine, whatever the host. */
async function startTunnels() {
  const targets: string[] = [];
  const proxy = await startRaw(socket => {
    socket.once('data', head => {
      const [, target = ''] = /^CONNECT (\S+) /.exec(head.toString()) ?? [];
      targets.push(target);
      const onward = net.connect(Number(target.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
    });
  });
  return { targets, address: `127.0.0.1:${proxy.port}` };
}

/** SOCKS 5 without a login, for names: RFC 1928. */
async function startSocks() {
  const targets: string[] = [];
  const proxy = await startRaw(socket => {
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', request => {
        const length = request[4] ?? 0;
        const port = request.readUInt16BE(5 + length);
        targets.push(`${request.subarray(5, 5 + length).toString()}:${port}`);
        const onward = net.connect(port, '127.0.0.1', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          socket.pipe(onward).pipe(socket);
        });
        onward.on('error', () => socket.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
      });
    });
  });
  return { targets, address: `127.0.0.1:${proxy.port}` };
}

describe('a program behind a proxy', () => {
  it('is asked by way of it, with the whole address', async () => {
    const [server, proxy] = [await start(pprof()), await startProxy()];
    const address = `http://program.invalid:${server.port}`;
    const { result } = await captured(address, through({ http_proxy: proxy.address }));
    assert.deepEqual(
      result?.bodies.map(({ name, debug }) => `${name} ${debug}`),
      ['goroutine 1', 'goroutine 2'],
    );
    assert.ok(proxy.targets.every(target => target.startsWith(`${address}/debug/pprof/`)));
    assert.equal(server.asked.length, proxy.targets.length);
  });

  it('is asked through a tunnel where it speaks TLS, and its certificate is checked', async () => {
    const server = await startTls({ key: pem('test-only.key'), cert: pem('other-host.pem') });
    const proxy = await startTunnels();
    const environment = { HTTPS_PROXY: `http://${proxy.address}` };
    const good = await captured(`https://other.example:${server.port}`, through(environment));
    assert.ok((good.result?.bodies.length ?? 0) > 0);
    assert.equal(proxy.targets[0], `other.example:${server.port}`);
    const bad = await captured(`https://else.example:${server.port}`, through(environment));
    assert.match(said(bad) ?? '', /^Certificate is for another host than else\.example/);
  });

  it('that never ends the handshake is told from one that sends nothing', async () => {
    const [silent, proxy] = [await startRaw(() => undefined), await startTunnels()];
    const environment = { HTTPS_PROXY: `http://${proxy.address}` };
    const address = `https://other.example:${silent.port}`;
    assert.match(
      said(await captured(address, through(environment))) ?? '',
      /accepted the connection but did not answer the TLS handshake for 1 s/,
    );
  });

  it('whose proxy is down is told from one that is', () => {
    const target = { name: 'program', base: 'http://program.invalid/debug/pprof/' };
    const way = { agent: http.globalAgent, proxy: 'http://proxy:3128' };
    const failed = (code: string) =>
      unreachableProxy(Object.assign(new Error(code), { code }), target, way).message;
    assert.match(failed('EHOSTDOWN'), /^The proxy http:\/\/proxy:3128 did not connect to program/);
    assert.equal(failed('ECONNRESET'), 'ECONNRESET');
  });

  it('is asked by way of a SOCKS proxy, which looks the name up', async () => {
    const [server, proxy] = [await start(pprof()), await startSocks()];
    const environment = { ALL_PROXY: `socks5h://${proxy.address}` };
    const { result } = await captured(
      `http://program.invalid:${server.port}`,
      through(environment),
    );
    assert.ok((result?.bodies.length ?? 0) > 0);
    assert.equal(proxy.targets[0], `program.invalid:${server.port}`);
    await server.stop();
    const gone = await captured(`http://program.invalid:${server.port}`, through(environment));
    assert.match(
      said(gone) ?? '',
      /^The proxy socks5h:\/\/127\.0\.0\.1:PORT did not connect to program\.invalid:\d+ \(.*ConnectionRefused\)/,
    );
  });

  it('gets the login of the proxy, which no message shows', async () => {
    const [server, proxy] = [await start(pprof()), await startProxy('who:s3cret')];
    const address = `http://program.invalid:${server.port}`;
    const known = { http_proxy: `http://who:s3cret@${proxy.address}` };
    assert.ok(((await captured(address, through(known))).result?.bodies.length ?? 0) > 0);
    const refused = await captured(address, through({ http_proxy: proxy.address }));
    assert.match(
      said(refused) ?? '',
      /^The proxy before program\.invalid:\d+ asks for a user name/,
    );
    const gone = await captured(address, through({ http_proxy: 'http://who:s3cret@127.0.0.1:9' }));
    assert.match(
      said(gone) ?? '',
      /^The proxy http:\/\/127\.0\.0\.1:PORT did not connect to program\.invalid:\d+ \(ECONNREFUSED\)\./,
    );
  });

  it('is not asked where the environment names what is no proxy', async () => {
    const bad = await captured('http://program.invalid', through({ http_proxy: 'http://a b' }));
    assert.equal(said(bad), 'HTTP_PROXY holds no address of a proxy.');
    const kind = await captured('http://program.invalid', through({ http_proxy: 'ftp://a' }));
    assert.equal(
      said(kind),
      'A proxy of the kind ftp:// cannot be used: http://, https:// and socks5:// can.',
    );
  });
});

describe('the proxy of an address', () => {
  const proxy = 'http://proxy.example:3128';
  const of = (address: string, environment: Environment) =>
    proxyFor(new URL(address), environment)?.href;

  it('is named by its scheme, else for all, in either case of letters', () => {
    assert.equal(of('http://a.example', { HTTP_PROXY: proxy }), `${proxy}/`);
    assert.equal(of('https://a.example', { http_proxy: proxy }), undefined);
    assert.equal(of('https://a.example', { https_proxy: 'proxy.example:3128' }), `${proxy}/`);
    assert.equal(of('https://a.example', { all_proxy: proxy }), `${proxy}/`);
    assert.equal(of('http://a.example', { http_proxy: ' ', HTTP_PROXY: proxy }), undefined);
  });

  it('is none for this machine', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]'])
      assert.equal(of(`http://${host}:6060`, { http_proxy: proxy }), undefined);
  });

  const excluded: readonly [entry: string, host: string, direct: boolean][] = [
    ['*', 'a.example', true],
    ['a.example', 'a.example', true],
    ['example', 'a.example', true],
    ['.example', 'a.example', true],
    ['*.example', 'a.example', true],
    ['.a.example', 'a.example', false],
    ['ample', 'a.example', false],
    ['other.example, A.EXAMPLE', 'a.example', true],
    ['a.example:6060', 'a.example:6060', true],
    ['a.example:6060', 'a.example:80', false],
    ['a.example:80', 'a.example', true],
    ['10.0.0.0/8', '10.2.3.4:6060', true],
    ['10.0.0.0/8', '11.2.3.4', false],
    ['10.0.0.0/99', '10.2.3.4', false],
    ['10.2.3.4', '10.2.3.4', true],
    ['fd00::/8', '[fd00::7]:6060', true],
    ['fd00::7', '[fd00::7]:6060', true],
    ['[fd00::7]:6060', '[fd00::7]:6060', true],
    ['[fd00::7]:6060', '[fd00::7]:80', false],
  ];
  for (const [entry, host, direct] of excluded)
    it(`is ${direct ? 'none' : 'used'} for ${host} beside NO_PROXY=${entry}`, () => {
      const found = of(`http://${host}`, { http_proxy: proxy, NO_PROXY: entry });
      assert.equal(found, direct ? undefined : `${proxy}/`);
    });
});
