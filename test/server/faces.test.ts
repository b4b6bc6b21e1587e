import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodeActionRequest } from 'vscode-languageserver-protocol/node';
import type { Hover } from 'vscode-languageserver-protocol/node';
import { analyzeRequest, ServerCommand } from '../../src/protocol/lsp';
import { escapeMarkdown } from '../../src/server/features/hover';
import { temporaryFolder } from '../source/support';
import {
  blockedSenders,
  connect,
  goLine,
  ordersFile,
  sendLine,
  storeDump,
  doubtfulSenders,
} from './support';

const sends = blockedSenders(1_284);
const functionLine = 30;

function textOf(hover: Hover | null): string {
  const contents = hover?.contents;
  assert.ok(contents && typeof contents === 'object' && 'kind' in contents);
  assert.equal(contents.kind, 'markdown');
  return contents.value;
}

test('a lens above the function counts who is blocked in it, another at the go statement who was started', async () => {
  const client = await connect();
  const current = storeDump(sends);
  const summary = await client.connection.sendRequest(analyzeRequest, { current });
  const signature = summary?.findings[0]?.signature;
  const lenses = await client.lenses(ordersFile);
  assert.deepEqual(
    lenses.map(({ range, command }) => [range.start.line + 1, command?.title, command?.command]),
    [
      [
        functionLine,
        '$(warning) 1,284 goroutines blocked here, oldest ~47 min',
        ServerCommand.openFrame,
      ],
      [functionLine, 'Show stacks', ServerCommand.showStacks],
      [goLine, '$(pulse) started 1,284 live goroutines · 1,284 stuck', ServerCommand.showStacks],
    ],
  );
  assert.deepEqual(lenses[0]?.command?.arguments, ['snapshot', signature, 0]);
  assert.deepEqual(lenses[1]?.command?.arguments, [signature]);
  await client.stop();
});

test('the lens at the go statement counts what it started, stuck or not', async () => {
  const working = blockedSenders(3, 'running')
    .replaceAll('orders.go:36', 'orders.go:33')
    .replaceAll(/goroutine (\d+) \[/g, 'goroutine 9$1 [');
  const client = await connect();
  const current = storeDump(`${sends}\n${working}`);
  await client.connection.sendRequest(analyzeRequest, { current });
  const titles = (await client.lenses(ordersFile)).map(({ command }) => command?.title);
  assert.equal(titles.at(-1), '$(pulse) started 1,287 live goroutines · 1,284 stuck');
  await client.stop();
});

test('without findings, or switched off, there are no lenses and no hovers', async () => {
  const client = await connect({ settings: { codeLens: 'off' } });
  assert.equal(await client.hover(ordersFile, sendLine), null);
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(sends) });
  assert.deepEqual(await client.lenses(ordersFile), []);
  assert.equal(await client.hover(ordersFile, sendLine + 1), null);
  await client.stop();
});

test('the hover says how many, how old, who started them and why, and every frame can be clicked', async () => {
  const client = await connect();
  const current = storeDump(doubtfulSenders(1_284));
  const summary = await client.connection.sendRequest(analyzeRequest, { current });
  const value = textOf(await client.hover(ordersFile, sendLine));
  assert.match(value, /\*\*1,284 goroutines blocked\*\* — chan send, ~1–47 min/);
  assert.match(value, /goroutines\(blocked-/);
  assert.match(value, /Started by \[.*Submit orders\\\.go\\:23\]/);
  const finding = summary?.findings[0];
  for (const { text } of finding?.evidence ?? []) assert.ok(value.includes(escapeMarkdown(text)));
  assert.ok(value.includes(`**What helps** ${escapeMarkdown(finding?.repairs?.[0] ?? '?')}`));
  const link = /\[[^\]]*handleTask[^\]]*\]\(command:([\w.]+)\?([^)]*)\)/.exec(value);
  assert.equal(link?.[1], ServerCommand.openFrame);
  assert.deepEqual(JSON.parse(decodeURIComponent(link[2] ?? '')), [
    'snapshot',
    finding?.signature,
    0,
  ]);
  await client.stop();
});

test('with an earlier capture of the process, lens and hover say how many came', async () => {
  const client = await connect();
  const dir = temporaryFolder();
  const earlier = storeDump(doubtfulSenders(1_200), 'earlier', dir);
  const current = storeDump(doubtfulSenders(1_284), 'current', dir);
  await client.connection.sendRequest(analyzeRequest, { current, earlier: [earlier] });
  // Captures that are not in memory are read after the first answer.
  await client.until(() => client.analyses.length > 0, 'what the earlier capture tells');
  const titles = (await client.lenses(ordersFile)).map(lens => lens.command?.title ?? '');
  assert.ok(
    titles.some(
      title => title.includes('1,284 goroutines blocked here') && title.endsWith(' (▲84)'),
    ),
    titles.join('\n'),
  );
  const value = textOf(await client.hover(ordersFile, sendLine));
  assert.match(value, /Captures so far: 1,200 → 1,284/);
  await client.stop();
});

test('the hover stands at the go statement as well', async () => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(sends) });
  assert.match(textOf(await client.hover(ordersFile, goLine)), /1,284 goroutines blocked/);
  await client.stop();
});

test('a hostile function name in a dump stays text: no link, no picture, no markup, no icon', async () => {
  const evil =
    'main.x](command:workbench.action.quit)![p](http://evil.test/p.png)<img src=q>`$(zap)\u202e';
  const dump = sends.replaceAll(
    '\ncreated by example.com/shop/internal/orders.(*Processor).Submit',
    `\n${evil}()\n\t/build/<b>evil.go:1 +0x1\ncreated by example.com/shop/internal/orders.(*Processor).Submit`,
  );
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(dump) });
  const value = textOf(await client.hover(ordersFile, sendLine));
  assert.match(value, /evil/);
  const commands = [...value.matchAll(/\]\((?<target>[^)]*)\)/g)].map(
    match => match.groups?.['target']?.split('?')[0] ?? '',
  );
  const allowed = Object.values(ServerCommand).map(command => `command:${command}`);
  const unescaped = commands.filter(target => !target.startsWith('command\\:'));
  assert.ok(unescaped.length > 3);
  for (const target of unescaped) assert.ok(allowed.includes(target), target);
  assert.doesNotMatch(value, /(?<!\\)<|http:|!\[|\$\(zap|\u202e/);
  await client.stop();
});

test('every character that Markdown could obey is escaped', () => {
  assert.equal(
    escapeMarkdown('[a](b) *c* <d> `e` | f_g'),
    String.raw`\[a\]\(b\) \*c\* \<d\> \`e\` \| f\_g`,
  );
  assert.equal(escapeMarkdown('$(x)'), String.raw`&#36;\(x\)`);
  assert.equal(escapeMarkdown('a\nb'), String.raw`a\\u000ab`);
  assert.equal(escapeMarkdown('http://x@y.z'), String.raw`http\:\/\/x\@y\.z`);
});

test('a finding offers its repair, its stacks and its rule, other diagnostics nothing', async () => {
  const client = await connect();
  await client.connection.sendRequest(analyzeRequest, { current: storeDump(sends) });
  const [ours] = client.of(ordersFile);
  assert.ok(ours);
  const foreign = { ...ours, source: 'compiler' };
  const actions = await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: client.uri(ordersFile) },
    range: ours.range,
    context: { diagnostics: [ours, foreign] },
  });
  const told = (actions ?? []).map(action => [
    action.title,
    typeof action.command === 'object' ? action.command.command : undefined,
    typeof action.command === 'object' ? action.command.arguments : undefined,
  ]);
  const { signature } = ours.data as { signature: string };
  assert.deepEqual(told, [
    ['Give the channel room for one value (may change behavior)', undefined, undefined],
    ['Show stacks', ServerCommand.showStacks, [signature]],
    ['Mark as expected…', ServerCommand.markExpected, [signature]],
    ['Explain this rule', ServerCommand.explainRule, [ours.code]],
  ]);
  await client.stop();
});
