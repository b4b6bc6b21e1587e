/** Servers that leak under load, captured as they grow: what an engineer who is called at night has before them. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cache, go } from './corpus.mjs';
import { inParallel } from './processes.mjs';
import { openSeries, recordServers } from './servers.mjs';
import { atLeast, groupsOf } from './units.mjs';

const kind = 'leaky';
const here = path.dirname(fileURLToPath(import.meta.url));
export const leakySource = path.join(cache, 'leakySource');
export const leakySettings = { minutes: 1.7, everySeconds: 20 };

/** Records the servers unless that was done, or when `fresh`. */
export async function ensureLeaky(fresh) {
  if (fresh || openLeaky().length === 0) await recordLeaky();
}

/** Builds and runs the servers of bench/evaluate/leaky, with the frame of those that leak nothing. */
async function recordLeaky() {
  fs.rmSync(leakySource, { recursive: true, force: true });
  fs.cpSync(path.join(here, 'leaky'), leakySource, { recursive: true });
  for (const file of ['main.go', 'random.go'])
    fs.copyFileSync(path.join(here, 'healthy', file), path.join(leakySource, file));
  fs.writeFileSync(path.join(leakySource, 'go.mod'), 'module example.test/leaky\n\ngo 1.27\n');
  const binary = path.join(cache, 'bin', kind);
  go(['build', '-o', binary, '.'], leakySource);
  await recordServers(kind, { binary, names: serverNames(), ...leakySettings });
}

export const openLeaky = () => openSeries(kind);

const sourceTexts = () =>
  fs
    .readdirSync(path.join(here, 'leaky'))
    .map(name => ({ name, text: fs.readFileSync(path.join(here, 'leaky', name), 'utf8') }));

const serverNames = () =>
  sourceTexts().flatMap(({ text }) =>
    [...text.matchAll(/^\tscenarios\["(\w+)"\]/gm)].map(([, name]) => name),
  );

/** Lines that say `// leaks`, as `file:line`. */
function markedLines() {
  return new Set(
    sourceTexts().flatMap(({ name, text }) =>
      text
        .split('\n')
        .flatMap((line, at) => (line.endsWith('// leaks') ? [`${name}:${at + 1}`] : [])),
    ),
  );
}

/** What stays of a response that nobody closes waits in net/http, and its server waits for it: the line is not to be seen. */
const unclosed = /^net\/http\.\(\*persistConn\)\.(?:readLoop|writeLoop)$/;
const undecided = ({ frames, state }) =>
  state === 'IO wait' || frames.some(({ func }) => /^net\/http\.\(\*conn\)\.serve/.test(func));

/** Ways to read a series, by condition. */
export const readings = {
  'debug=2, once': ({ full }) => ['analyze', full.at(-1)],
  'debug=2, once, and the source': ({ full }) => ['analyze', full.at(-1), ...withSource],
  'debug=2, twice': ({ full }) => ['compare', full[0], full.at(-1)],
  'debug=2, twice, and the source': ({ full }) => ['compare', full[0], full.at(-1), ...withSource],
  'debug=1, three times': ({ counts }) => ['compare', ...spread(counts)],
  'debug=1, three times, and the source': ({ counts }) => [
    'compare',
    ...spread(counts),
    ...withSource,
  ],
  'debug=2, three times, the leak profile and the source': ({ full, leak }) => [
    'compare',
    ...spread(full),
    '--leak',
    leak,
    ...withSource,
  ],
};
const withSource = ['--source', leakySource];
/** The first, one in the middle, and the last. */
export const spread = files => [files[0], files[Math.floor(files.length / 2)], files.at(-1)];

/** `[{title, units}]` for each reading. */
export async function measureLeaky(engine) {
  const series = openLeaky().map(one => ({ ...one, leaks: leaksOf(one) }));
  const answers = [];
  for (const [title, reading] of Object.entries(readings)) {
    const units = await inParallel(series, 4, async one =>
      unitsOf(one, await engine.judge(reading(one))),
    );
    answers.push({ title, units: units.flat() });
  }
  return answers;
}

/** Groups of the last dump that stay: at the marked lines; of unclosed bodies, in their functions. */
export function leakingGroups({ name, full }) {
  if (name.endsWith('-load')) return [];
  const marked = markedLines();
  return groupsOf(full.at(-1)).filter(({ frames }) => {
    const place = placeOf(frames, frame => frame);
    return marked.has(place) || (name === 'body' && unclosed.test(place));
  });
}

const leaksOf = series =>
  new Set(leakingGroups(series).map(({ frames }) => placeOf(frames, frame => frame)));

/** The first own line of a stack, or the function where it waits. */
function placeOf(frames, read) {
  const own = frames.map(read).find(({ place }) => place.startsWith(leakySource));
  if (own) return path.basename(own.place);
  return (
    frames.map(read).find(({ func }) => unclosed.test(func))?.func ?? read(frames[0] ?? {}).place
  );
}

/** One unit for each place: `{server, place, leak, verdict, anchored, evidence, count}`. */
function unitsOf({ name, leaks }, json) {
  const findings = new Map(json.findings.map(one => [one.clusterSignature, one]));
  const units = new Map([...leaks].map(place => [place, { leak: true, verdict: 'absent' }]));
  for (const cluster of json.clusters) {
    if (name === 'body' && undecided(cluster)) continue;
    const place = placeOf(cluster.frames, ({ func, file, line }) => ({
      func,
      place: `${file}:${line}`,
    }));
    const { verdict, anchor, evidence } = findings.get(cluster.signature);
    const known = units.get(place) ?? { leak: false, verdict: 'absent' };
    if (!atLeast({ verdict }, known.verdict)) continue;
    const anchored = anchor && `${path.basename(anchor.file)}:${anchor.line}` === place;
    units.set(place, { ...known, verdict, anchored, evidence, count: cluster.count });
  }
  return [...units].map(([place, unit]) => ({ server: name, place, ...unit }));
}

/** `{leaks, found, wrong, anchored}` of the units of one reading at a level. */
export function scoreLeaky(units, level) {
  const reported = units.filter(unit => atLeast(unit, level));
  const found = reported.filter(({ leak }) => leak);
  return {
    leaks: units.filter(({ leak }) => leak).length,
    found: found.length,
    wrong: reported.length - found.length,
    anchored: found.filter(({ anchored }) => anchored).length,
  };
}
