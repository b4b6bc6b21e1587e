/** One run under one condition → its units: a site and what is waited for there, whether that is a leak, and the verdict. */
import fs from 'node:fs';
import path from 'node:path';
import { sourceOf, truth } from './corpus.mjs';
import { groupGoroutines, readDump, siteOf, stackKey } from './dump.mjs';

export const verdicts = ['absent', 'idle', 'unknown', 'suspect', 'likely', 'proven'];
export const atLeast = (unit, level) => verdicts.indexOf(unit.verdict) >= verdicts.indexOf(level);

/** A recording with its paths, and what its last full dump says is blocked where the corpus expects a leak. */
export function openRun({ name, number, folder }) {
  const at = moment => ending => path.join(folder, `${moment}.${ending}`);
  const source = sourceOf(truth[name].program);
  const run = { name, number, source, leak: at('leak') };
  for (const moment of ['first', 'second', 'third']) run[moment] = at(moment);
  const groups = groupGoroutines(readDump(fs.readFileSync(run.third('debug2.txt'), 'utf8')));
  return { ...run, groups, leaks: groups.filter(group => isExpected(name, group)) };
}

function isExpected(name, { frames, state }) {
  const entry = frames.at(-1)?.func.replace(/^main\./, '');
  return truth[name].leaks.some(leak => {
    const [expected, reason] = leak.split(' | ');
    return (
      entry === expected &&
      new RegExp(`^${reason.replace('(nil chan)', '\\(nil chan\\)')}$`).test(
        state.replace('sync.', ''),
      )
    );
  });
}

/** The units of a run, from the JSON of the command line tool. */
export function unitsOf(run, json, condition) {
  const units = new Map();
  const keyOf = (frames, state) =>
    `${stackKey(frames, run.source)}${condition.stateless ? '' : ` ${state}`}`;
  const nameOf = (frames, state) =>
    `${shortPlace(siteOf(frames))}${condition.stateless ? '' : ` ${state}`}`;
  const leaks = new Set();
  for (const { frames, state, members } of run.leaks) {
    leaks.add(keyOf(frames, state));
    add(units, nameOf(frames, state), { leak: true, verdict: 'absent', count: members.length });
  }
  const findings = new Map(json.findings.map(finding => [finding.clusterSignature, finding]));
  for (const cluster of json.clusters) {
    const finding = findings.get(cluster.signature);
    const frames = cluster.frames.map(({ func, file, line }) => ({
      func,
      place: `${file}:${line}`,
    }));
    const state = cluster.state;
    add(units, nameOf(frames, state), {
      leak: leaks.has(keyOf(frames, state)),
      verdict: finding.verdict,
      count: cluster.count,
      evidence: finding.evidence,
      placed: placement(finding, siteOf(frames), run.source),
    });
  }
  return [...units].map(([site, unit]) => ({ case: run.name, run: run.number, site, ...unit }));
}

/** Several stacks may wait at one site: the worst verdict stands, and the site leaks when one of them does. */
function add(units, name, unit) {
  const known = units.get(name);
  if (!known) return units.set(name, unit);
  const worse = atLeast(unit, known.verdict) ? unit : known;
  return units.set(name, { ...worse, leak: known.leak || unit.leak });
}

function placement({ anchor, anchorReason }, site, source) {
  if (!anchor) return `none: ${anchorReason}`;
  const [, file, line] = /^(.*):(\d+)$/.exec(site) ?? [];
  const anchored = path.resolve(source, anchor.file);
  if (anchored !== file) return 'another file';
  return anchor.line === Number(line) ? 'exact' : 'another line';
}

const shortPlace = place => place.split('/').slice(-1)[0];
