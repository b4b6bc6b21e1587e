import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CredentialStore, credentialKey } from '../../src/extension/credentialStore';

const origin = 'http://localhost:6060';

/** Secret storage and index of one person, as two windows share them. */
function editor() {
  const secrets = new Map<string, string>();
  const index = new Map<string, unknown>();
  const store = (place = '') =>
    new CredentialStore(
      {
        get: key => Promise.resolve(secrets.get(key)),
        store: (key, value) => Promise.resolve(void secrets.set(key, value)),
        delete: key => Promise.resolve(void secrets.delete(key)),
      },
      {
        get: <T>(key: string, fallback: T) => (index.has(key) ? (index.get(key) as T) : fallback),
        update: (key, value) => Promise.resolve(void index.set(key, value)),
      },
      place,
    );
  return { secrets, index, store };
}

describe('credentials that are kept', () => {
  it('sign requests to their origin and to no other one', async () => {
    const store = editor().store();
    await store.keepBasic(origin, 'ann:pass:word');
    assert.deepEqual(await store.credentials(origin), {
      authorization: `Basic ${Buffer.from('ann:pass:word').toString('base64')}`,
    });
    for (const other of ['http://localhost:6061', 'https://localhost:6060', 'unix:/run/x.sock'])
      assert.equal(await store.credentials(other), undefined);
  });

  it('are a password or a token, whichever was given last, and headers beside it', async () => {
    const store = editor().store();
    await store.keepBasic(origin, 'ann:secret');
    await store.keepBearer(origin, 't0ken');
    await store.keepHeaders(origin, { 'X-Scope-OrgID': 'a' });
    await store.keepHeaders(origin, { 'X-Team': 'b' });
    assert.deepEqual(await store.credentials(origin), {
      authorization: 'Bearer t0ken',
      headers: { 'X-Scope-OrgID': 'a', 'X-Team': 'b' },
    });
    await store.keepBasic(origin, 'ann:secret');
    assert.match((await store.credentials(origin))?.authorization ?? '', /^Basic /);
    assert.deepEqual(
      store
        .entries()
        .map(({ kind }) => kind)
        .sort(),
      ['basic', 'headers'],
    );
  });

  it('leave nothing but kind, origin and machine outside of the secret storage', async () => {
    const { secrets, index, store } = editor();
    await store().keepBasic(origin, 'ann:secret');
    assert.deepEqual(store().entries(), [{ kind: 'basic', origin, place: '' }]);
    assert.doesNotMatch(JSON.stringify([...index]), /ann|secret/);
    const [key] = secrets.keys();
    assert.match(key ?? '', /^cred:[0-9a-f]{64}$/);
  });

  it('are gone when they are forgotten', async () => {
    const { secrets, store } = editor();
    await store().keepBasic(origin, 'ann:secret');
    await store().keepHeaders(origin, { 'X-Team': 'b' });
    for (const entry of store().entries()) await store().forget(entry);
    assert.equal(await store().credentials(origin), undefined);
    assert.equal(secrets.size, 0);
    assert.deepEqual(store().entries(), []);
  });

  it('for localhost of one machine are not sent to localhost of another', async () => {
    const { store } = editor();
    await store('ssh-remote+devbox').keepBearer(origin, 't0ken');
    assert.equal(await store().credentials(origin), undefined);
    const [entry] = store().entries();
    assert.equal(entry?.place, 'ssh-remote+devbox');
    await store().forget(entry);
    assert.equal(await store('ssh-remote+devbox').credentials(origin), undefined);
  });

  it('that were damaged are as good as none, and no error quotes them', async () => {
    const { secrets, store } = editor();
    for (const damaged of ['{"X-Team": "sec', '"secret"', '{"X-Team":7}']) {
      await store().keepHeaders(origin, { 'X-Team': 'blue' });
      secrets.set(credentialKey({ kind: 'headers', origin, place: '' }), damaged);
      const { headers = {} } = (await store().credentials(origin)) ?? {};
      assert.deepEqual(Object.keys(headers), []);
    }
  });

  it('are not looked for where none were ever given: a locked storage stops no capture', async () => {
    const locked = () => Promise.reject(new Error('locked'));
    const secrets = { get: locked, store: locked, delete: locked };
    const index = { get: <T>(_: string, fallback: T) => fallback, update: locked };
    assert.equal(await new CredentialStore(secrets, index, '').credentials(origin), undefined);
  });

  it('survive an index that another program damaged', () => {
    const { index, store } = editor();
    index.set('credentials', [null, 7, { kind: 'other' }, { kind: 'basic', origin, place: '' }]);
    assert.equal(store().entries().length, 1);
  });
});

describe('the name of a secret', () => {
  it('differs by kind, origin and machine, and names none of them', () => {
    const entry = { kind: 'basic', origin, place: '' } as const;
    const keys = [
      entry,
      { ...entry, kind: 'bearer' } as const,
      { ...entry, origin: 'http://localhost:6061' },
      { ...entry, place: 'wsl+ubuntu' },
    ].map(credentialKey);
    assert.equal(new Set(keys).size, keys.length);
    for (const key of keys) assert.doesNotMatch(key, /localhost|basic/);
  });
});
