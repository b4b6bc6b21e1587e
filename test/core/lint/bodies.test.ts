import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSourceReader } from '../../../src/core/lint/sourceFacts';
import { locateClusters } from '../../../src/core/locate/locate';
import { cluster, workspace } from '../locate/support';
import { briefHits } from './support';

/** Hits of a connection's reader, which has no frame of the program's own. */
async function hitsOfReader(body: string): Promise<string[]> {
  const text = `package main\n\nimport "net/http"\n\nfunc main() {}\n\nfunc fetch(url string) error {\n${body}\n}\n`;
  const { source } = await workspace({ 'go.mod': 'module example.com/m\n', 'main.go': text });
  const reader = cluster('select', [
    'net/http.(*persistConn).readLoop /go/src/net/http/transport.go:2325',
  ]);
  const location = locateClusters([reader], source).get(reader.signature);
  const facts = location && openSourceReader(source).factsOf(reader, location);
  source.dispose();
  return facts ? briefHits(facts) : [];
}

const unread = `	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return json.NewDecoder(resp.Body).Decode(&v)`;

test('connections that stay open are explained by a response whose body nothing closes', async () => {
  assert.deepEqual(await hitsOfReader(unread), ['GL015? main.go:8']);
  assert.deepEqual(await hitsOfReader('\t_, err := http.Get(url)\n\treturn err'), [
    'GL015? main.go:8',
  ]);
});

const late = `	resp, err := client.Do(request)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus // LATE
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(&v)`;

test('a body that is closed behind a return stays open on its path', async () => {
  assert.deepEqual(await hitsOfReader(late), ['GL015? main.go:13']);
  const inLiteral = late.replace('resp.Body.Close()', 'func() { resp.Body.Close() }()');
  assert.deepEqual(await hitsOfReader(inLiteral), ['GL015? main.go:13']);
});

test('a body that is closed on every path with a response is no cause', async () => {
  const first = late
    .replace('\tdefer resp.Body.Close()\n', '')
    .replace('\tif resp', '\tdefer resp.Body.Close()\n\tif resp');
  const inPath = late.replace(
    '\t\treturn errStatus',
    '\t\tresp.Body.Close()\n\t\treturn errStatus',
  );
  const handed = late.replace('errStatus', 'statusError(resp)');
  for (const body of [first, inPath, handed]) assert.deepEqual(await hitsOfReader(body), [], body);
});

test('a body that is closed, handed on or returned is no cause', async () => {
  const closed = unread.replace('\treturn json', '\tdefer resp.Body.Close()\n\treturn json');
  const handed = unread.replace('json.NewDecoder(resp.Body).Decode(&v)', 'decode(resp.Body)');
  const whole = unread.replace('json.NewDecoder(resp.Body).Decode(&v)', 'check(resp)');
  for (const body of [closed, handed, whole]) assert.deepEqual(await hitsOfReader(body), [], body);
});
