import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { basicAuthorization } from '../../src/capture/credentials';
import { captureGoroutines } from '../../src/capture/ladder';
import { accessOf } from '../../src/extension/access';
import type { AccessFacts } from '../../src/extension/access';
import type { ChosenTarget } from '../../src/extension/targets';
import { start, stopAll } from '../capture/outcome';
import { MemorySink, pprof, shortLimits, targetOf } from '../capture/support';

after(stopAll);

const nothing: AccessFacts = { options: {}, kept: undefined, allowInsecure: false };

function chosen(address: string, policy: ChosenTarget['policy'] = 'typed'): ChosenTarget {
  return { ...targetOf(address), policy };
}

/** Captures a target as the extension does; resolves with the headers of the first request. */
async function headersSent(address: string, facts: Partial<AccessFacts>) {
  const server = await start(pprof());
  const target = chosen(address.replace('PORT', String(server.port)));
  await capture(target, { ...nothing, ...facts });
  return server.headers[0] ?? {};
}

function capture(target: ChosenTarget, facts: AccessFacts) {
  const { signal } = new AbortController();
  const access = accessOf(target, facts);
  return captureGoroutines(target, new MemorySink(), { ...shortLimits, signal, access });
}

describe('a capture is signed', () => {
  const kept = { authorization: 'Bearer t0ken', headers: { 'X-Team': 'blue' } };

  it('with what is kept for the origin', async () => {
    const sent = await headersSent('http://localhost:PORT', { kept });
    assert.equal(sent.authorization, 'Bearer t0ken');
    assert.equal(sent['x-team'], 'blue');
  });

  it('with the password of the address where there is one, whatever is kept', async () => {
    const sent = await headersSent('http://ann:new@localhost:PORT', { kept });
    assert.equal(sent.authorization, basicAuthorization('ann:new'));
    assert.equal(sent['x-team'], 'blue');
  });

  it('without password and token where the settings say so', async () => {
    const sent = await headersSent('http://localhost:PORT', { kept, options: { auth: 'none' } });
    assert.equal(sent.authorization, undefined);
  });

  it('for its own origin alone', async () => {
    const { credentials } = accessOf(chosen('http://localhost:1'), { ...nothing, kept });
    assert.equal(await credentials?.credentials('http://localhost:2'), undefined);
    assert.deepEqual(await credentials?.credentials('http://localhost:1'), kept);
  });
});

describe('a target of a workspace', () => {
  it('never leads to the service that hands out the secrets of a cloud machine, agreed to or not', async () => {
    for (const policy of ['consented', 'workspace'] as const)
      await assert.rejects(
        capture(chosen('http://169.254.169.254', policy), nothing),
        /settings of a workspace may not reach/,
      );
  });

  it('reaches the own machine once that was agreed to', async () => {
    const server = await start(pprof());
    await capture(chosen(`http://localhost:${server.port}`, 'consented'), nothing);
    assert.ok(server.asked.length > 0);
    await assert.rejects(
      capture(chosen(`http://localhost:${server.port}`, 'workspace'), nothing),
      /settings of a workspace may not reach/,
    );
  });
});
