/** Verdicts on Go's own leaks and on the same patterns written right: none may become worse unnoticed. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { atLeast, frozenSet, judgeCase, placesOf, reachedFile } from './frozen';
import type { Condition, FrozenCase, Gap, Sources } from './frozen';

interface Measured extends Condition {
  /** The format prints no wait reason. */
  readonly stateless?: true;
}

const conditions: Readonly<Record<Gap, Readonly<Record<string, Measured>>>> = {
  '3s': {
    'a full dump and the leak profile': { files: ['third.debug2'], leak: true },
    'a full dump': { files: ['third.debug2'] },
    'three full dumps': { files: ['first.debug2', 'second.debug2', 'third.debug2'] },
    'counts (debug=1)': { files: ['third.debug1'], stateless: true },
    'a profile (debug=0)': { files: ['third.debug0'], stateless: true },
    'a full dump and the source': { files: ['third.debug2'], source: true },
    'two full dumps and the source': { files: ['first.debug2', 'third.debug2'], source: true },
    'counts (debug=1) and the source': { files: ['third.debug1'], source: true, stateless: true },
  },
  '90s': {
    'a full dump': { files: ['third.debug2'] },
    'two full dumps and the source': { files: ['first.debug2', 'third.debug2'], source: true },
  },
  load: {
    'a full dump': { files: ['third.debug2'] },
    'two full dumps': { files: ['first.debug2', 'third.debug2'] },
    'two full dumps and the source': { files: ['first.debug2', 'third.debug2'], source: true },
    'three counts and the source': {
      files: ['first.debug1', 'second.debug1', 'third.debug1'],
      source: true,
      stateless: true,
    },
  },
};

const subjects: Readonly<Record<Gap, string>> = {
  '3s': 'leaks of Go’s own tests and their repaired twins, seconds old,',
  '90s': 'the same, minutes old,',
  load: 'servers that leak under load, and their clients,',
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

function reachedUnder(condition: Measured, cases: readonly FrozenCase[], sources: Sources) {
  const reached: ReachedByLevel = { suspect: nothing(), likely: nothing() };
  const notes: string[] = [];
  for (const one of cases) {
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

const updating = Boolean(process.env['UPDATE_GOLDEN']);
const written = fs.existsSync(reachedFile)
  ? (JSON.parse(fs.readFileSync(reachedFile, 'utf8')) as Record<string, ReachedByLevel>)
  : {};
const now: Record<string, ReachedByLevel> = {};
after(() => {
  if (updating) fs.writeFileSync(reachedFile, `${JSON.stringify(now, undefined, 2)}\n`);
});

for (const gap of ['3s', '90s', 'load'] as const)
  describe(`${subjects[gap]} are judged no worse than written, from`, () => {
    const { cases, sources: open } = frozenSet(gap);
    let sources: Sources;
    before(async () => {
      sources = await open();
    });
    after(() => sources.close());

    for (const [name, condition] of Object.entries(conditions[gap]))
      it(name, () => {
        const key = `${gap}: ${name}`;
        const { reached, notes } = reachedUnder(condition, cases, sources);
        now[key] = reached;
        if (!updating) assertNoWorse(reached, written[key], notes);
      });
  });

function assertNoWorse(
  reached: ReachedByLevel,
  floor: ReachedByLevel | undefined,
  notes: readonly string[],
): void {
  assert.ok(floor, 'nothing is written for it: run with UPDATE_GOLDEN=1');
  for (const level of levels) {
    const { leaks, found, wrong } = reached[level];
    const least: Reached = floor[level];
    assert.equal(leaks, least.leaks);
    assert.ok(found >= least.found, `${level}: ${found} found, not ${least.found} of ${leaks}`);
    assert.ok(
      wrong <= least.wrong,
      `${level}: ${wrong} wrong, not ${least.wrong}: ${notes.join('; ')}`,
    );
  }
}
