/** Reasons of problems: for programs in English, for a person in the language at hand. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createSnapshotReader } from '../../../src/core/parse/parse';
import { english, formatText, plainEnglish } from '../../../src/core/report/english';
import { problemText, problemTexts } from '../../../src/core/report/problemTexts';
import { fixture, root } from '../../support/repository';

const marked = (text: Parameters<typeof formatText>[0]) =>
  formatText(text, sentence => `‹${sentence}›`);

describe('the reason of a problem', () => {
  it('is a sentence of the table, whatever the readers say of the texts that people paste', () => {
    const folder = fixture('text');
    const ids = fs
      .readdirSync(folder)
      .filter(name => name.endsWith('.txt'))
      .flatMap(name => {
        const reader = createSnapshotReader();
        reader.push(fs.readFileSync(path.join(folder, name)));
        return reader.end().problems.map(({ reason }) => reason.id);
      });
    assert.ok(new Set(ids).size > 5);
    assert.deepEqual(
      ids.filter(id => !(id in english)),
      [],
    );
  });

  it('has its numbers as digits for programs, and grouped for a person', () => {
    const reason = problemText('problem.counts', 12345);
    assert.equal(plainEnglish(reason), 'the profile announces 12345 goroutines more than it lists');
    assert.equal(marked(reason), '‹the profile announces 12,345 goroutines more than it lists›');
  });

  it('is translated with what was added to it', () => {
    const summed = problemText('problem.sum', problemText('problem.stackless'), 3000);
    const counted = problemText('problem.counted', summed);
    assert.equal(
      plainEnglish(counted),
      'no stack stands below this header (3000 goroutines); another profile counts it',
    );
    assert.equal(
      marked(counted),
      '‹‹‹no stack stands below this header› (3,000 goroutines)›; another profile counts it›',
    );
  });

  it('that a face has said already stays as it is', () => {
    for (const said of ['', 'Nothing is listening on {0}.', '20261125'])
      assert.equal(plainEnglish(problemText('problem.told', said)), said);
  });

  it('is made of a sentence that some reader still says', () => {
    const sources = sourcesOf(path.join(root, 'src'));
    for (const id of Object.keys(problemTexts)) assert.ok(sources.includes(`'${id}'`), id);
  });
});

/** The text of all sources but the table itself. */
function sourcesOf(folder: string): string {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('problemTexts.ts'))
    .map(name => fs.readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
}
