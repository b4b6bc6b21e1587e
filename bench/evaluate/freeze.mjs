/**
 * `npm run evaluate -- --freeze`: one run of each training case, with the source, for test/evaluate, which needs no Go and
 * says at once when a change costs recall or precision.
 */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { Profile, StringTable } from 'pprof-format';
import { cache, go, repository, sourceOf, truth } from './corpus.mjs';
import { siteOf } from './dump.mjs';
import {
  ensureLeaky,
  leakingGroups,
  leakySettings,
  leakySource,
  openLeaky,
  spread,
} from './leaky.mjs';
import { recordings } from './record.mjs';
import { openRun } from './units.mjs';

const folder = path.join(repository, 'test', 'evaluate', 'frozen');
const moments = ['first', 'second', 'third'];

/**
 * Writes `3s.json.br` (or another gap), `{gapSeconds, sources: {program: {file: text}}, cases: {name: {program, files}}}`, and
 * `3s.truth.json`, which names the places of each case that leak. A profile of debug=0 is in base64, unpacked.
 */
export async function freeze(options) {
  const runs = (await recordings(options)).map(openRun);
  const names = Object.keys(truth).filter(name => !truth[name].ignored);
  const chosen = names.map(name => mostStuck(runs, name));
  const places = placeNames();
  const programs = [...new Set(names.map(name => truth[name].program))];
  const { gapSeconds } = options;
  writeSet(`${gapSeconds}s`, {
    gapSeconds,
    sources: named(programs, name => sourceFiles(sourceOf(name))),
    cases: named(names, (_, at) => frozenCase(chosen[at], places)),
    leaks: named(names, (_, at) => placesOf(chosen[at].leaks)),
  });
}

/** The same of the servers that leak under load, and of their clients: `load.json.br`. */
export async function freezeLeaky() {
  await ensureLeaky(false);
  const series = openLeaky();
  const places = placeNames();
  const names = series.map(({ name }) => name);
  const { minutes, everySeconds } = leakySettings;
  writeSet('load', {
    gapSeconds: Math.floor((60 * minutes - everySeconds) / 2),
    sources: { leaky: sourceFiles(leakySource) },
    cases: named(names, (_, at) => frozenServer(series[at], places)),
    leaks: named(names, (_, at) => placesOf(leakingGroups(series[at]))),
  });
}

function frozenServer({ full, counts }, places) {
  const files = {};
  for (const [ending, all] of Object.entries({ debug2: full, debug1: counts }))
    spread(all).forEach((file, at) => {
      files[`${moments[at]}.${ending}`] = places(fs.readFileSync(file, 'utf8'));
    });
  return { program: 'leaky', files };
}

function writeSet(name, { leaks, ...archive }) {
  fs.mkdirSync(folder, { recursive: true });
  write(`${name}.json.br`, packed(JSON.stringify(archive)));
  write(`${name}.truth.json`, `${JSON.stringify(leaks, undefined, 2)}\n`);
  write('LICENSE.go', fs.readFileSync(path.join(goroot(), 'LICENSE')));
}

const write = (name, content) => fs.writeFileSync(path.join(folder, name), content);
const named = (names, valueOf) =>
  Object.fromEntries(names.map((name, at) => [name, valueOf(name, at)]));
const goroot = () => go(['env', 'GOROOT'], cache).trim();

const placesOf = groups => [
  ...new Set(groups.map(({ frames, state }) => `${path.basename(siteOf(frames))} ${state}`)),
];

/** Of a case that depends on timing: the run in which most was stuck. */
function mostStuck(runs, name) {
  return runs
    .filter(run => run.name === name)
    .reduce((most, run) => (run.leaks.length > most.leaks.length ? run : most));
}

function frozenCase(run, places) {
  const text = file => places(fs.readFileSync(file, 'utf8'));
  const files = Object.fromEntries(
    moments.map(moment => [`${moment}.debug2`, text(run[moment]('debug2.txt'))]),
  );
  return {
    program: truth[run.name].program,
    files: {
      ...files,
      'third.debug1': text(run.third('debug1.txt')),
      'third.debug0': profile(run.third('pb.gz'), places),
      'leak.debug1': text(run.leak('debug1.txt')),
    },
  };
}

/** A profile in base64, unpacked: it is packed together with all else. */
function profile(file, places) {
  const read = Profile.decode(zlib.gunzipSync(fs.readFileSync(file)));
  const { strings } = read.stringTable;
  read.stringTable = new StringTable();
  // Different strings stay different, so that each keeps its number.
  for (const one of strings) read.stringTable.dedup(places(one));
  return Buffer.from(read.encode()).toString('base64');
}

/** Neither the folder of the build nor that of the toolchain says anything. */
function placeNames() {
  const toolchain = goroot();
  return text => text.replaceAll(cache, '/build').replaceAll(toolchain, '/usr/local/go');
}

function sourceFiles(dir) {
  const names = fs.readdirSync(dir, { recursive: true }).filter(name => /\.(?:go|mod)$/.test(name));
  return Object.fromEntries(
    names.sort().map(name => [name, fs.readFileSync(path.join(dir, name), 'utf8')]),
  );
}

function packed(text) {
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_LGWIN: window } = zlib.constants;
  return zlib.brotliCompressSync(text, { params: { [quality]: 11, [window]: 24 } });
}
