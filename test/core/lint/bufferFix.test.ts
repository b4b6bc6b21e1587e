import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bufferColumn, bufferFixFor } from '../../../src/core/lint/bufferFix';
import { factsOf } from './support';
import type { ChannelUse, RuleHit, SourceFacts } from '../../../src/core/lint/facts';

const file = '/src/shop/orders.go';
const make = { file, line: 13 };
const send: ChannelUse = {
  kind: 'send',
  func: 'main.handle',
  file,
  line: 28,
  goLine: 15,
  later: false,
  waitLine: 28,
  inLoop: false,
};
const hit: RuleHit = {
  rule: 'GL001',
  at: 'blocking',
  cause: { file, line: 17 },
  causeFunction: 'main.Process',
  text: { id: 'GL001', args: ['orders.go:17'] },
  certain: true,
};

function facts(
  channel: Partial<NonNullable<SourceFacts['channel']>> = {},
  hits: readonly RuleHit[] = [hit],
): SourceFacts {
  return {
    excused: undefined,
    hits,
    channel: {
      expression: 'task.result',
      local: true,
      madeIn: { func: 'main.Process', place: make },
      capacity: 0,
      uses: [send],
      complete: true,
      field: undefined,
      ...channel,
    },
    wakes: [],
    creation: undefined,
  };
}

test('a single send whose receiver leaves is repaired where its channel is made', () => {
  assert.deepEqual(bufferFixFor('send', facts()), { make });
});

test('nothing is offered where a buffer would only postpone the leak, or is not sure to help', () => {
  for (const [why, given] of [
    ['senders in a loop', facts({ uses: [{ ...send, inLoop: true }] })],
    ['two senders', facts({ uses: [send, { ...send, line: 31 }] })],
    ['a send of a later call', facts({ uses: [{ ...send, later: true }] })],
    ['a send of the same goroutine', facts({ uses: [{ ...send, goLine: undefined }] })],
    ['a buffer that is full already', facts({ capacity: 1 })],
    ['a channel that others may hold', facts({ local: false })],
    ['uses that cannot be seen', facts({ complete: false })],
    ['a receiver that may be slow only', facts({}, [{ ...hit, certain: false }])],
    ['no receiver that leaves', facts({}, [{ ...hit, rule: 'GL006' }])],
  ] as const)
    assert.equal(bufferFixFor('send', given), undefined, why);
  assert.equal(bufferFixFor('recv', facts()), undefined);
});

test('the size goes behind the type of the channel, whatever the type is', () => {
  for (const [line, repaired] of [
    ['\tch := make(chan int)', '\tch := make(chan int, 1)'],
    ['x := &T{M: m, R: make(chan Result)}', 'x := &T{M: m, R: make(chan Result, 1)}'],
    [
      'c := make(chan func(int) (int, error)) // c',
      'c := make(chan func(int) (int, error), 1) // c',
    ],
    [
      'c := make(chan map[string]struct{ A, B int })',
      'c := make(chan map[string]struct{ A, B int }, 1)',
    ],
  ] as const) {
    const at = bufferColumn(line);
    assert.ok(at !== undefined, line);
    assert.equal(`${line.slice(0, at)}, 1${line.slice(at)}`, repaired);
  }
});

test('a line that cannot be changed for sure is left alone', () => {
  for (const line of [
    '',
    'ch := make(chan int, 4)',
    'a, b := make(chan int), make(chan int)',
    'ch := make(chan struct {',
    'ch := make([]int, 3)',
    'ch := remake(chan int)',
    `ch := make(chan ${'x'.repeat(2000)})`,
  ])
    assert.equal(bufferColumn(line), undefined, line.slice(0, 60));
});

const single = `package main

import "time"

func first() int {
	ch := make(chan int)
	go func() { // STARTS
		ch <- 1 // HERE
	}()
	select {
	case v := <-ch:
		return v
	case <-time.After(time.Second):
		return 0
	}
}

func main() { first() }
`;
const many = single
  .replace('\tgo func', '\tfor range 3 {\n\tgo func')
  .replace('\t}()', '\t}()\n\t}');

test('room for one value is no repair where a loop starts the senders of one channel', async () => {
  const stuck = {
    kind: 'send',
    frames: ['main.first.func1 HERE'],
    by: 'main.first STARTS',
  } as const;
  assert.ok(bufferFixFor('send', await factsOf(single, stuck)));
  assert.equal(bufferFixFor('send', await factsOf(many, stuck)), undefined);
});
