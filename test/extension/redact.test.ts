import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogOutputChannel } from 'vscode';
import { redactingLog } from '../../src/extension/log';
import { redact } from '../../src/extension/redact';

test('the log holds no password, token or header value, in whatever text they come', () => {
  const texts = [
    'GET http://ann:hunter2secret@host:6060/debug/pprof/ failed',
    'authorization: Basic hunter2secret==',
    '{"Authorization":"Bearer hunter2secret"}',
    'sent Bearer hunter2secret.x.y',
    'key glsa_hunter2secret_1234',
    'GET /debug/pprof/?token=hunter2secret&debug=1',
    'x-scope-orgid: hunter2secret',
    '{"X-Scope-OrgID":"hunter2secret"}',
  ];
  for (const text of texts)
    assert.doesNotMatch(redact(text, ['X-Scope-OrgID']), /hunter2secret/, text);
});

test('whoever writes to the log, a text or an error, writes it without secrets', () => {
  const written: unknown[] = [];
  const channel = Object.freeze({
    name: 'Goroutine Lens',
    info: (text: string, ...more: unknown[]) => void written.push(text, ...more),
    error: (error: unknown) => void written.push(error),
  });
  const log = redactingLog(channel as unknown as LogOutputChannel, () => ['X-Team']);
  log.info('http://ann:hunter2secret@host', 'x-team: hunter2secret', 7);
  log.error(new Error('Bearer hunter2secret'));
  assert.equal(log.name, 'Goroutine Lens');
  assert.equal(written.length, 4);
  assert.doesNotMatch(written.join('\n'), /hunter2/);
});

test('the log keeps what is no secret', () => {
  const text = 'captured localhost:6060: 127843 goroutines, debug=1 5120 bytes (http://h/a@b)';
  assert.equal(redact(text, ['X.Y']), text);
});

test('a long line is cleaned in linear time', () => {
  const begin = performance.now();
  redact('//'.repeat(500_000) + 'authorization'.repeat(50_000), ['X-Team']);
  assert.ok(performance.now() - begin < 2000);
});
