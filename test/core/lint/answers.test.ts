import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { briefHits, factsOf } from './support';

const group = `package main

func main() {}

type call struct { done chan struct{}; value int }

type Group struct { calls map[string]*call }

func (g *Group) Do(key string) (int, error) {
	if c, ok := g.calls[key]; ok {
		<-c.done // HERE
		return c.value, nil
	}
	c := &call{done: make(chan struct{})}
	g.calls[key] = c
	v, err := load(key)
	if err != nil {
		return 0, err
	}
	c.value = v
	close(c.done)
	return v, nil
}
`;

async function hitsInDo(text: string): Promise<string[]> {
  return briefHits(await factsOf(text, { kind: 'recv', frames: ['main.(*Group).Do HERE'] }));
}

describe('GL033, an answer that is left out', () => {
  test('is explained by the return in front of it, once others can see the request', async () => {
    assert.deepEqual(await hitsInDo(group), ['GL033 main.go:18']);
  });

  test('is a possible cause only while the request may still be unknown to others', async () => {
    const late = group
      .replace('\tg.calls[key] = c\n', '')
      .replace('\tc.value', '\tg.calls[key] = c\n\tc.value');
    assert.deepEqual(await hitsInDo(late), ['GL033? main.go:17']);
  });

  test('says nothing where each path answers', async () => {
    const deferred = group
      .replace('\tclose(c.done)\n', '')
      .replace('\tv, err', '\tdefer close(c.done)\n\tv, err');
    const onEach = group.replace('\t\treturn 0, err', '\t\tclose(c.done)\n\t\treturn 0, err');
    const passedOn = group.replace('return 0, err', 'return g.fail(c, err)');
    for (const text of [deferred, onEach, passedOn])
      assert.deepEqual(await hitsInDo(text), [], text);
  });

  const batcher = `package main

func main() {}

type request struct { row string; resp chan error }

type Batcher struct { in chan *request }

func init() { b := new(Batcher); b.store(nil); b.refuse(nil) }

func (b *Batcher) Write(row string) error {
	r := &request{row: row, resp: make(chan error, 1)}
	b.in <- r
	return <-r.resp // HERE
}

func (b *Batcher) store(batch []*request) {
	if len(batch) == 0 {
		return
	}
	if err := insert(len(batch)); err != nil {
		log.Println(len(batch), err)
		return
	}
	for _, r := range batch {
		r.resp <- nil
	}
}
`;
  const at = { kind: 'recv', frames: ['main.(*Batcher).Write HERE'] } as const;

  test('of a whole batch is a possible cause, beside the empty one', async () => {
    assert.deepEqual(briefHits(await factsOf(batcher, at)), ['GL033? main.go:23']);
  });

  test('that another function gives instead says nothing', async () => {
    const other = `${batcher}\nfunc (b *Batcher) refuse(batch []*request) {\n\tfor _, r := range batch {\n\t\tr.resp <- errRefused\n\t}\n}\n`;
    assert.deepEqual(briefHits(await factsOf(other, at)), []);
  });
});
