import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseTarget } from '../../src/capture/target';
import {
  addressOf,
  isPublicAndPlain,
  isSentInTheOpen,
  optionsFor,
  originOfAddress,
  readTargets,
  unsigned,
  withoutUserinfo,
} from '../../src/extension/targets';
import type { ChosenTarget } from '../../src/extension/targets';

const files = { caFile: '/etc/ca.pem', certFile: '~/client.pem', keyFile: '/etc/client.key' };

function chosen(address: string, name?: string): ChosenTarget {
  const parsed = parseTarget(address, name);
  assert.ok(parsed.ok);
  return { ...parsed.target, policy: 'typed' };
}

describe('targets of the settings', () => {
  it('may name certificates where a person wrote them', () => {
    const [target] = readTargets([{ name: 'shop', url: 'https://shop', ...files }], false);
    const certFile = path.join(os.homedir(), 'client.pem');
    assert.deepEqual(target?.tls, { ...files, certFile });
  });

  it('name no certificates where a workspace wrote them', () => {
    const [target] = readTargets([{ name: 'shop', url: 'https://shop', ...files }], true);
    assert.deepEqual(target, { name: 'shop', url: 'https://shop', fromWorkspace: true });
  });

  it('lose what has another shape, and keep the rest', () => {
    const odd = {
      auth: 'digest',
      headers: ['X-Team', 'a b', 7, 'X:Y'],
      caFile: '',
      leakProfile: 1,
    };
    const targets = readTargets([{ name: 'a', url: '1', ...odd }, { name: 'b' }, null, 'c'], false);
    assert.deepEqual(targets, [{ name: 'a', url: '1', fromWorkspace: false, headers: ['X-Team'] }]);
    assert.deepEqual(readTargets({ name: 'a' }, false), []);
  });
});

describe('a typed address', () => {
  const own = readTargets(
    [
      { name: 'shop', url: 'https://shop:8443/debug/pprof', auth: 'bearer', caFile: '/ca.pem' },
      { name: 'other', url: 'https://other' },
    ],
    false,
  );

  it('uses what the settings say about its origin', () => {
    const { tls, auth } = optionsFor(chosen('https://me:pw@shop:8443/v2'), own);
    assert.deepEqual({ tls, auth }, { tls: { caFile: '/ca.pem' }, auth: 'bearer' });
    assert.deepEqual(optionsFor(chosen('https://shop'), own), {});
  });

  it('is not told anything by a workspace', () => {
    const shared = readTargets([{ name: 'x', url: 'https://shop', leakProfile: true }], true);
    assert.deepEqual(optionsFor(chosen('https://shop'), shared), {});
  });
});

describe('a target of the workspace', () => {
  it('has its own sign-in, and the certificates of the person for that origin', () => {
    const all = [
      ...readTargets([{ name: 'mine', url: 'https://shop', caFile: '/ca.pem' }], false),
      ...readTargets([{ name: 'ours', url: 'https://shop', auth: 'basic', caFile: '/x' }], true),
    ];
    const target = { ...chosen('https://shop', 'ours'), policy: 'consented' } as const;
    const { tls, auth } = optionsFor(target, all);
    assert.deepEqual({ tls, auth }, { tls: { caFile: '/ca.pem' }, auth: 'basic' });
  });
});

describe('an address', () => {
  it('loses its user name and password, and nothing else', () => {
    assert.equal(withoutUserinfo('http://me:p%40ss@h:1/x'), 'http://h:1/x/debug/pprof/');
    assert.equal(withoutUserinfo('me:pass@h:1'), 'http://h:1/debug/pprof/');
    assert.equal(withoutUserinfo('6060'), '6060');
    assert.equal(withoutUserinfo('not an address'), 'not an address');
    const target = chosen('http://me:pass@h:1/x/goroutine');
    assert.deepEqual(unsigned(target), chosen('http://h:1/x/goroutine'));
  });

  it('is written again as it was typed', () => {
    for (const address of ['https://h:8443/a/debug/pprof/', 'unix:/run/x.sock'])
      assert.equal(addressOf(chosen(address)), address);
    const prefixed = 'unix:/run/x.sock:/admin/debug/pprof/';
    assert.equal(addressOf(chosen('unix:/run/x.sock:/admin')), prefixed);
    assert.deepEqual(chosen(prefixed).base, chosen('unix:/run/x.sock:/admin').base);
  });

  it('is public and unencrypted where anybody can read what the program shows', () => {
    const all = ['http://8.8.8.8:6060', '[2606:4700::1111]:6060', 'https://8.8.8.8', '10.1.2.3'];
    const more = ['6060', '127.0.0.1:6060', '[::1]:6060', 'unix:/run/x.sock', 'shop.corp:6060'];
    const warned = [...all, ...more].filter(address => isPublicAndPlain(chosen(address)));
    assert.deepEqual(warned, all.slice(0, 2));
  });

  it('lets a password be read on its way, but on the own machine', () => {
    const open = ['http://shop:6060', 'http://10.1.2.3', 'http://127.evil.example'];
    const closed = [
      'http://localhost:6060',
      'http://127.0.0.1:1',
      'http://[::1]:6060',
      'https://h',
    ];
    const found = [...open, ...closed, 'unix:/run/x.sock'].filter(isSentInTheOpen);
    assert.deepEqual(found, open);
  });

  it('has the origin that secrets are bound to', () => {
    assert.equal(originOfAddress('https://me:pw@H:443/a'), 'https://h');
    assert.equal(originOfAddress(':6060'), 'http://localhost:6060');
    assert.equal(originOfAddress('unix:/run/x.sock:/a'), 'unix:/run/x.sock');
    assert.equal(originOfAddress('ftp://h'), undefined);
  });
});

describe('the metrics of a target', () => {
  const metrics = 'http://localhost:6060/metrics';
  it('are an address of the person, never of a workspace', () => {
    const [own] = readTargets([{ name: 'a', url: '6060', metrics }], false);
    assert.equal(own?.metrics, metrics);
    const [shared] = readTargets([{ name: 'a', url: '6060', metrics }], true);
    assert.equal(shared?.metrics, undefined);
  });

  it('are left out where they are no address of the web', () => {
    for (const odd of ['file:///etc/passwd', 'localhost:6060/metrics', 'http://', 7])
      assert.equal(
        readTargets([{ name: 'a', url: '1', metrics: odd }], false)[0]?.metrics,
        undefined,
      );
  });
});
