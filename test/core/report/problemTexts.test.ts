/** Reasons of problems for a person who reads another language. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createSnapshotReader } from '../../../src/core/parse/parse';
import { formatText } from '../../../src/core/report/english';
import { problemTexts, translatedReason } from '../../../src/core/report/problemTexts';
import { fixture } from '../../support/repository';

const marked = (reason: string) =>
  translatedReason(reason, text => `‹${formatText(text, sentence => sentence)}›`);

describe('the reason of a problem', () => {
  it('is found for whatever the readers say of the texts that people paste', () => {
    const folder = fixture('text');
    const reasons = fs
      .readdirSync(folder)
      .filter(name => name.endsWith('.txt'))
      .flatMap(name => {
        const reader = createSnapshotReader();
        reader.push(fs.readFileSync(path.join(folder, name)));
        return reader.end().problems.map(({ reason }) => reason);
      });
    assert.ok(new Set(reasons).size > 5);
    const unknown = reasons.filter(reason => marked(reason) === reason);
    assert.deepEqual([...new Set(unknown)], []);
  });

  it('keeps its numbers, and what was added to it', () => {
    assert.equal(
      marked('the profile announces 12345 goroutines more than it lists'),
      '‹the profile announces 12,345 goroutines more than it lists›',
    );
    assert.equal(
      marked('no stack stands below this header (3 goroutines); another profile counts it'),
      '‹‹‹no stack stands below this header› (3 goroutines)›; another profile counts it›',
    );
  });

  it('keeps the names of files, which may be numbers', () => {
    const reason = formatText({ id: 'problem.order', args: ['20261125', 'file time', '2'] });
    assert.equal(marked(reason), `‹${reason}›`);
    assert.match(reason, /^20261125 is older/);
  });

  it('that is of no known sentence stays as it is', () => {
    for (const reason of ['', 'Nothing is listening on {0}.', 'this profile is damaged, perhaps'])
      assert.equal(marked(reason), reason);
  });

  it('is made of a sentence that some reader still says', () => {
    const sources = sourcesOf(path.join(fixture(), '..', '..', 'src'));
    for (const [id, sentence] of Object.entries(problemTexts)) {
      const longest = sentence.split(/\{\d\}/).sort((a, b) => b.length - a.length)[0] ?? '';
      assert.ok(sources.includes(longest.trim().replace(/^this profile /, '')), id);
    }
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
