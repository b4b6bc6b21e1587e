/** Verdicts on Go's own leaks and on the same patterns written right: none may become worse unnoticed. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { atLeast, frozenCases, judgeCase, openSources, placesOf, reachedFile } from './frozen';
import type { Condition, FrozenCase, Sources } from './frozen';

const conditions: Readonly<Record<string, Condition & { readonly stateless?: true }>> = {
  'a full dump and the leak profile': { files: ['third.debug2'], leak: true },
  'a full dump': { files: ['third.debug2'] },
  'three full dumps': { files: ['first.debug2', 'second.debug2', 'third.debug2'] },
  'counts (debug=1)': { files: ['third.debug1'], stateless: true },
  'a profile (debug=0)': { files: ['third.debug0'], stateless: true },
  'a full dump and the source': { files: ['third.debug2'], source: true },
  'two full dumps and the source': { files: ['first.debug2', 'third.debug2'], source: true },
  'counts (debug=1) and the source': { files: ['third.debug1'], source: true, stateless: true },
};

const levels = ['suspect', 'likely'] as const;

/** Of the places that leak so many were reported, and so many reports were wrong. */
interface Reached {
  leaks: number;
  found: number;
  wrong: number;
}
type ReachedByLevel = Record<(typeof levels)[number], Reached>;

const nothing = (): Reached => ({ leaks: 0, found: 0, wrong: 0 });

function reachedUnder(condition: Condition & { readonly stateless?: true }, sources: Sources) {
  const reached: ReachedByLevel = { suspect: nothing(), likely: nothing() };
  const notes: string[] = [];
  for (const one of frozenCases) {
    const places = placesOf(judgeCase(one, condition, sources), !condition.stateless);
    const leaks = leaksOf(one, condition.stateless ?? false);
    for (const level of levels) {
      const reports = [...places].filter(([, verdict]) => atLeast(verdict, level));
      const found = reports.filter(([place]) => leaks.has(place));
      const wrong = reports.filter(([place]) => !leaks.has(place));
      reached[level].leaks += leaks.size;
      reached[level].found += found.length;
      reached[level].wrong += wrong.length;
      notes.push(...wrong.map(([place, verdict]) => `${one.name} ${place}: ${verdict}`));
    }
  }
  return { reached, notes };
}

/** debug=1 prints no wait reason: there a place is a line. */
function leaksOf({ leaks }: FrozenCase, stateless: boolean): Set<string> {
  return stateless ? new Set([...leaks].map(place => place.replace(/ .*/, ''))) : new Set(leaks);
}

describe('verdicts on the leaks of Go’s own tests and on their repaired twins are no worse than written, from', () => {
  const written = fs.existsSync(reachedFile)
    ? (JSON.parse(fs.readFileSync(reachedFile, 'utf8')) as Record<string, ReachedByLevel>)
    : {};
  const now: Record<string, ReachedByLevel> = {};
  let sources: Sources;
  before(async () => {
    sources = await openSources();
  });
  after(() => {
    sources.close();
    if (process.env['UPDATE_GOLDEN'])
      fs.writeFileSync(reachedFile, `${JSON.stringify(now, undefined, 2)}\n`);
  });

  for (const [name, condition] of Object.entries(conditions))
    it(name, () => {
      const { reached, notes } = reachedUnder(condition, sources);
      now[name] = reached;
      if (process.env['UPDATE_GOLDEN']) return;
      const floor = written[name];
      assert.ok(floor, `nothing is written for ${name}: run with UPDATE_GOLDEN=1`);
      for (const level of levels) {
        assert.equal(reached[level].leaks, floor[level].leaks);
        const better = reached[level].found >= floor[level].found;
        assert.ok(better, `${level}: ${reached[level].found} found, not ${floor[level].found}`);
        const clean = reached[level].wrong <= floor[level].wrong;
        assert.ok(clean, `${level}: wrong are ${notes.join('; ')}`);
      }
    });
});
