/** Who asks, and whom: credentials, certificates, addresses. */
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { after, describe, it, mock } from 'node:test';
import { checkUrl, mayConnect } from '../../src/capture/addressPolicy';
import type { AddressPolicy } from '../../src/capture/addressPolicy';
import { basicAuthorization } from '../../src/capture/credentials';
import { parseTarget } from '../../src/capture/target';
import { start, startTls, stopAll } from './outcome';
import { capture, certificate, pem, pprof, targetOf } from './support';

after(stopAll);

describe('credentials', () => {
  it('of the address go to its origin as basic authentication, and appear nowhere else', async () => {
    const server = await start(pprof());
    const address = `http://me%40corp:p%3Ass%20w%C3%B6rd@localhost:${server.port}`;
    const result = await capture(address);
    assert.equal(server.headers[0]?.authorization, basicAuthorization('me@corp:p:ss wörd'));
    const target = targetOf(address);
    assert.equal(target.name, `localhost:${server.port}`);
    for (const text of [target.base, target.name, JSON.stringify(result)])
      assert.doesNotMatch(text, /corp|ss/);
  });

  it('with a percent sign that escapes nothing are taken as they stand', () => {
    assert.equal(targetOf('http://me:100%25%@h').userinfo, 'me:100%25%');
  });

  it('come from the source for the origin: a bearer token and named headers', async () => {
    const server = await start(pprof());
    const asked: string[] = [];
    const credentials = (origin: string) => {
      asked.push(origin);
      return Promise.resolve({
        authorization: 'Bearer t0ken',
        headers: { 'X-Scope-OrgID': 'team', Host: 'pprof.internal' },
      });
    };
    await capture(`http://localhost:${server.port}/prefix`, {
      access: { credentials: { credentials } },
    }).catch(() => undefined);
    assert.equal(asked[0], `http://localhost:${server.port}`);
    const [headers] = server.headers;
    assert.equal(headers?.authorization, 'Bearer t0ken');
    assert.equal(headers['x-scope-orgid'], 'team');
    assert.equal(headers.host, 'pprof.internal');
    assert.equal(headers.connection, 'close');
  });

  it('that cannot be a header are an error that does not quote them', async () => {
    const server = await start(pprof());
    const credentials = () => Promise.resolve({ authorization: 'Bearer a\r\nX-Evil: secret' });
    await assert.rejects(
      capture(`http://localhost:${server.port}`, { access: { credentials: { credentials } } }),
      (error: Error) =>
        /failed \(ERR_INVALID_CHAR\)\.$/.test(error.message) && !error.message.includes('secret'),
    );
    assert.deepEqual(server.asked, []);
  });

  it('are bound to scheme, host and port, or to the path of a socket', async () => {
    const { originOf } = await import('../../src/capture/target');
    assert.equal(originOf(targetOf('https://h:8443/a/debug/pprof/')), 'https://h:8443');
    assert.equal(originOf(targetOf('unix:/run/x.sock:/a')), 'unix:/run/x.sock');
  });
});

describe('certificates of a target', () => {
  const key = pem('test-only.key');

  it('may come from a private authority', async () => {
    const server = await startTls({ key, cert: pem('server.pem') });
    const tls = { caFile: certificate('authority.pem') };
    const { bodies } = await capture(`https://localhost:${server.port}`, { access: { tls } });
    assert.equal(bodies.length, 2);
  });

  it('may be asked of the client', async () => {
    const ca = pem('authority.pem');
    const server = await startTls({
      key,
      cert: pem('server.pem'),
      ca,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const caFile = certificate('authority.pem');
    const keyFile = certificate('test-only.key');
    const certFile = certificate('client.pem');
    const tls = { caFile, certFile, keyFile };
    assert.equal(
      (await capture(`https://localhost:${server.port}`, { access: { tls } })).bodies.length,
      2,
    );
    await assert.rejects(
      capture(`https://localhost:${server.port}`, { access: { tls: { caFile } } }),
    );
  });

  it('are not checked only where a person turned that off', async () => {
    const server = await startTls({ key, cert: pem('self-signed.pem') });
    const tls = { allowInsecure: true };
    const { bodies } = await capture(`https://localhost:${server.port}`, { access: { tls } });
    assert.equal(bodies.length, 2);
  });

  it('are named when their file is missing or no certificate', async () => {
    const server = await startTls({ key, cert: pem('server.pem') });
    const address = `https://localhost:${server.port}`;
    await assert.rejects(
      capture(address, { access: { tls: { caFile: '/nowhere/corp-ca.pem' } } }),
      /^Error: The certificate file corp-ca\.pem cannot be used \(ENOENT\)\./,
    );
    await assert.rejects(
      capture(address, { access: { tls: { certFile: certificate('README.md') } } }),
      /^Error: The certificate file README\.md cannot be used \(PEM\)\./,
    );
  });
});

describe('addresses that a workspace may not reach', () => {
  const forbidden = (policy: AddressPolicy, addresses: readonly string[]) =>
    addresses.filter(address => !mayConnect(address, policy));

  it('are those of metadata services, also after consent and in every spelling', () => {
    const addresses = [
      '169.254.169.254',
      '169.254.0.1',
      '100.100.100.200',
      'fe80::1',
      'fe80::1%eth0',
      'fd00:ec2::254',
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
      '2002:a9fe:a9fe::1',
    ];
    assert.deepEqual(forbidden('consented', addresses), addresses);
    assert.deepEqual(forbidden('workspace', addresses), addresses);
    assert.deepEqual(forbidden('typed', addresses), []);
  });

  it('are loopback and private networks until the person agreed', () => {
    const addresses = [
      '127.0.0.1',
      '127.8.9.1',
      '::1',
      '::',
      '0.0.0.0',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '100.64.0.1',
      'fd12::1',
      '::ffff:10.0.0.1',
    ];
    assert.deepEqual(forbidden('workspace', addresses), addresses);
    assert.deepEqual(forbidden('consented', addresses), []);
  });

  it('are not the public ones, nor unusual ports', () => {
    assert.deepEqual(forbidden('workspace', ['93.184.216.34', '2606:2800:220:1::1']), []);
    checkUrl(new URL('http://93.184.216.34:6060/'), undefined, 'workspace');
    checkUrl(new URL('http://pprof.corp:31337/'), undefined, 'workspace');
  });

  it('show in the URL itself: numbers in other notations, ports of other protocols, names of metadata services, sockets', () => {
    for (const url of [
      'http://2130706433:6060/',
      'http://0x7f.1/',
      'http://[::1]:6060/',
      'http://[::ffff:7f00:1]/',
      'http://metadata.google.internal./',
      'http://example.com:22/',
      'http://example.com:25/',
    ])
      assert.throws(
        () => checkUrl(new URL(url), undefined, 'workspace'),
        { message: 'blocked address' },
        url,
      );
    assert.throws(() => checkUrl(new URL('http://unix/'), '/run/docker.sock', 'workspace'));
    checkUrl(new URL('http://unix/'), '/run/app.sock', 'consented');
    checkUrl(new URL('http://localhost:22/'), undefined, 'typed');
  });

  it('are found when the name is resolved for the connection, whatever it resolved to before', async () => {
    const server = await start(pprof());
    const message =
      /is not asked: (127\.0\.0\.1|::1) is an address that settings of a workspace may not reach\.$/;
    const address = `http://localhost:${server.port}`;
    await assert.rejects(capture(address, { access: { policy: 'workspace' } }), message);
    assert.deepEqual(server.asked, []);
    assert.equal((await capture(address, { access: { policy: 'consented' } })).bodies.length, 2);
    const lookup = mock.method(dns, 'lookup', (...args: unknown[]) => {
      const done = args.at(-1) as (error: null, addresses: dns.LookupAddress[]) => void;
      done(null, [
        { address: '93.184.216.34', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ]);
    });
    await assert.rejects(
      capture('http://rebound.example', { access: { policy: 'consented' } }),
      /169\.254\.169\.254/,
    );
    lookup.mock.restore();
  });
});

describe('an address as it is typed', () => {
  const read = (address: string) => {
    const parsed = parseTarget(address);
    if (!parsed.ok) return undefined;
    const { base, named, socketPath } = parsed.target;
    return [
      socketPath ?? base,
      ...(socketPath === undefined ? [] : [base]),
      ...(named === undefined ? [] : [named]),
    ].join(' ');
  };

  for (const [address, meant] of [
    ['6060', 'http://localhost:6060/debug/pprof/'],
    ['http://h:1', 'http://h:1/debug/pprof/'],
    ['http://h:1/internal', 'http://h:1/internal/debug/pprof/'],
    ['http://h:1/internal/debug/pprof', 'http://h:1/internal/debug/pprof/'],
    ['http://h:1/debug/pprof/?debug=1', 'http://h:1/debug/pprof/'],
    ['http://h:1/debug/pprof/goroutine?debug=2', 'http://h:1/debug/pprof/ goroutine?debug=2'],
    ['http://h:1/mon/goroutine?debug=1', 'http://h:1/mon/ goroutine?debug=1'],
    ['http://h:1/goroutine', 'http://h:1/ goroutine'],
    ['http://h:1/trace', 'http://h:1/trace/debug/pprof/'],
    ['http://h:1/debug/pprof/trace', 'http://h:1/debug/pprof/ trace'],
    ['unix:/run/x.sock', '/run/x.sock http://unix/debug/pprof/'],
    ['unix:/run/x.sock:/prefix/debug/pprof/', '/run/x.sock http://unix/prefix/debug/pprof/'],
    [
      'unix:/run/x.sock:/debug/pprof/goroutine?debug=2',
      '/run/x.sock http://unix/debug/pprof/ goroutine?debug=2',
    ],
    ['http://bücher.example', 'http://xn--bcher-kva.example/debug/pprof/'],
  ] as const)
    it(`${address} means ${meant}`, () => assert.equal(read(address), meant));

  for (const address of [
    '',
    'http://',
    'http://h\r\nX: y',
    'http://h\\@evil',
    'http://h:99999',
    'ftp://h',
    'file:///etc/passwd',
    'http://user:pa ss@h',
    'http://a\u202eb',
    '0',
    '70000',
  ])
    it(`${JSON.stringify(address)} is refused`, () => assert.equal(read(address), undefined));
});
