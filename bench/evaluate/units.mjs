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
  const groups = groupsOf(run.third('debug2.txt'));
  return { ...run, groups, leaks: groups.filter(group => isExpected(name, group)) };
}

/** The groups of a full dump. */
export const groupsOf = file => groupGoroutines(readDump(fs.readFileSync(file, 'utf8')));

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

/** The units of a run, by a rule of thumb: `reports(group)` of each group of its last dump. */
export function unitsByRule(run, reports) {
  const units = new Map();
  const leaks = new Set(run.leaks.map(group => group.key));
  for (const group of run.groups)
    add(units, `${shortPlace(siteOf(group.frames))} ${group.state}`, {
      leak: leaks.has(group.key),
      verdict: reports(group) ? 'likely' : 'absent',
      count: group.members.length,
    });
  return [...units].map(([site, unit]) => ({ case: run.name, run: run.number, site, ...unit }));
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
      score: scoreOf(finding),
      placed: placement(finding, siteOf(frames), run.source),
    });
  }
  return [...units].map(([site, unit]) => ({ case: run.name, run: run.number, site, ...unit }));
}

/** Points of a finding; a proof is above them all. */
export function scoreOf({ verdict, evidence }) {
  if (verdict === 'proven') return Infinity;
  return evidence.reduce((sum, { points }) => sum + (points ?? 0), 0);
}

/** Several stacks may wait at one site: the worst verdict stands, and the site leaks when one of them does. */
function add(units, name, unit) {
  const known = units.get(name);
  if (!known) return units.set(name, unit);
  const worse = atLeast(unit, known.verdict) ? unit : known;
  return units.set(name, { ...worse, leak: known.leak || unit.leak });
}

/** How near the diagnostic is to the line that Go printed. */
function placement({ anchor, anchorReason }, site, source) {
  if (!anchor) return `none: ${anchorReason}`;
  const [, file, line] = /^(.*):(\d+)$/.exec(site) ?? [];
  if (path.resolve(source, anchor.file) !== file) return 'another file';
  return distance(fs.readFileSync(file, 'utf8').split('\n'), anchor.line, Number(line));
}

/** In formatted code a statement ends where the indentation of its first line comes again, a function with `}`. */
function distance(lines, one, other) {
  if (one === other) return 'exact line';
  const [first, last] = [Math.min(one, other), Math.max(one, other)];
  const indent = line => /^\t*/.exec(line)[0].length;
  const between = lines.slice(first, last);
  if (between.every(line => indent(line) > indent(lines[first - 1]))) return 'same statement';
  return between.some(line => line === '}') ? 'another function' : 'same function';
}

const shortPlace = place => place.split('/').slice(-1)[0];
