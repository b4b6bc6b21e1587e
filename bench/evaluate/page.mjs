/** docs/accuracy.md: every number in it comes out of one measurement (measure.mjs). */
import { ablated } from './ablation.mjs';
import { goVersion, truth } from './corpus.mjs';
import { ratesOf } from './healthyJudge.mjs';
import { scoreLeaky } from './leaky.mjs';
import { bar, change, figure, table } from './markdown.mjs';
import { f1, percent } from './stats.mjs';
import { atLeast } from './units.mjs';

/** The whole page. */
export function accuracyPage(measured) {
  return `${[
    introduction(measured),
    corpusSection(measured),
    agedSection(measured),
    anchorSection(measured),
    missedSection(measured),
    flakySection(measured),
    leakySection(measured),
    healthySection(measured),
    partsSection(measured),
    calibrationSection(measured),
    limits,
  ].join('\n\n')}\n`;
}

function introduction({ short, options }) {
  const twins = Object.values(truth).filter(({ program }) => program === 'twins').length;
  const { sites, programs } = short.measured[0].levels.suspect;
  const stuck = new Set(short.measured[0].units.filter(({ leak }) => leak).map(unit => unit.case));
  const never = Object.keys(truth).filter(
    name => truth[name].leaks.length > 0 && !truth[name].ignored && !stuck.has(name),
  );
  return `# How often the verdicts are right

Written by \`npm run evaluate -- --write\`, with ${goVersion}. Nothing here was typed in by hand.

The leaks are those of Go's own tests of the goroutine leak profile (\`runtime/testdata/testgoroutineleakprofile\`): the small
programs, and the kernels taken from CockroachDB and Moby, ${programs.leaks} programs with ${sites.leaks} places that leak (${never.length > 0 ? `${never.join(', ')} did not get stuck in any run` : 'all got stuck'}). ${twins} twins of them are written
right and looked at while their work is under way: every report on one of them is false. A place is the blocked line with what is waited
for there. A case that depends on timing ran ${options.runs} times, and counts as often as its goroutines were in fact stuck. In brackets: the 95 %
interval (Wilson) of the share before it.`;
}

function corpusSection({ short, options }) {
  return `## Leaks of Go's own tests, seconds old

Captures ${options.gapSeconds} s apart, of programs that run for seconds: no wait prints minutes yet. The lower rows are rules of thumb that others go by,
applied to the same dumps.

${levelTable('suspect', short)}

${levelTable('likely', short)}`;
}

function levelTable(level, { measured, rules }) {
  const rows = [
    ...measured.map(one => row(`(${one.name}) ${one.title}`, one, level)),
    ...rules.map(one => row(`*${one.title}*`, one, level)),
  ];
  return table([`${level} or above`, 'precision', 'recall', 'F1', 'programs found'], rows);
}

function row(title, { levels, failure }, level) {
  if (failure) return [title, 'not measured', '', '', ''];
  const { sites, programs } = levels[level];
  const precision = sites.reported ? sites.right / sites.reported : 0;
  return [
    title,
    percent(sites.right, sites.reported),
    percent(sites.found, sites.leaks),
    f1(precision, sites.found / sites.leaks),
    percent(programs.found, programs.leaks),
  ];
}

function agedSection({ long, longGap }) {
  return `## The same, minutes old

Captures ${longGap.gapSeconds} s apart, one run of each case: waits show their minutes, and goroutines that stay can be told from those that pass.

${levelTable('suspect', long)}

${levelTable('likely', long)}`;
}

function anchorSection({ short }) {
  const located = short.measured.filter(({ levels }) => levels?.suspect.places.length > 0);
  const places = ['exact line', 'same statement', 'same function'];
  const rows = located.map(({ name, title, levels }) => {
    const found = new Map(levels.suspect.places);
    const all = levels.suspect.places.reduce((sum, [, share]) => sum + share, 0);
    const upTo = at => places.slice(0, at + 1).reduce((sum, one) => sum + (found.get(one) ?? 0), 0);
    return [`(${name}) ${title}`, ...places.map((_, at) => percent(upTo(at), all))];
  });
  return `## Where the diagnostics stand

Of the leaks that are reported with the source at hand, against the line that Go printed.

${table(['', ...places], rows)}`;
}

function missedSection({ short, long }) {
  const missed = ({ entries }) =>
    entries
      .filter(({ leak, seen }) => leak && share(seen, 'suspect') < 0.5)
      .map(({ case: name, site }) => `${name} \`${site}\``);
  const wrong = ({ entries }) =>
    entries
      .filter(({ leak, seen }) => !leak && share(seen, 'suspect') >= 0.5)
      .map(({ case: name, site, seen }) => `${name} \`${site}\` (${seen[0].verdict})`);
  const of = ({ measured }) => measured.find(({ name }) => name === 'g');
  return `## What is missed, and what is wrong

From two full dumps and the source (g), in more than half of the runs. Missed, seconds old:

${listOf(missed(of(short)))}

Missed, minutes old:

${listOf(missed(of(long)))}

Wrongly reported, seconds old:

${listOf(wrong(of(short)))}

Wrongly reported, minutes old:

${listOf(wrong(of(long)))}`;
}

const share = (seen, level) => seen.filter(unit => atLeast(unit, level)).length / seen.length;

function flakySection({ short, options }) {
  const { entries } = short.measured.find(({ name }) => name === 'g');
  const rows = entries
    .filter(({ leak, case: name }) => leak && truth[name].flaky)
    .map(({ case: name, site, seen }) => [
      `${name} \`${site}\``,
      `${seen.filter(({ leak }) => leak).length} of ${options.runs}`,
      percentOnly(share(seen, 'suspect')),
      percentOnly(share(seen, 'likely')),
    ]);
  return `## Cases that depend on timing

Two full dumps and the source (g): in how many runs goroutines were stuck, and how often that was reported.

${table(['place', 'stuck', 'suspect or above', 'likely or above'], rows)}`;
}

const percentOnly = value => `${Math.round(100 * value)} %`;

function leakySection({ leaky: { readings, settings } }) {
  const rows = readings.map(({ title, units }) => {
    const [suspect, likely] = ['suspect', 'likely'].map(level => scoreLeaky(units, level));
    const share = ({ found, leaks }) => percent(found, leaks);
    const anchored = title.includes('source') ? `${suspect.anchored} of ${suspect.found}` : '–';
    return [title, share(suspect), suspect.wrong, share(likely), likely.wrong, anchored];
  });
  const servers = new Set(readings[0].units.filter(({ leak }) => leak).map(({ server }) => server));
  const titles = ['', 'found, suspect', 'wrong', 'found, likely', 'wrong', 'on the line'];
  return `## Servers that leak under load

${servers.size} servers that leave goroutines behind with every few requests, and their clients: a receiver that gave up, a first error, an abandoned
pipeline, a slot never given back, a lock kept on one way out, two orders of locks, a part that is never done, sessions never
closed, readers that never leave, bodies never closed. Captures every ${settings.everySeconds} s, read as after ${Math.round(60 * settings.minutes)} s. Every place that is not
marked as a leak in their source, and every process of clients, must stay silent. Bodies that nobody closes wait inside net/http, where no line is the
user's own.

${table(titles, rows)}

Not found at suspect, from two full dumps and the source:

${listOf(missedLeaks(readings))}`;
}

function missedLeaks(readings) {
  const { units } = readings.find(({ title }) => title === 'debug=2, twice, and the source');
  return units
    .filter(unit => unit.leak && !atLeast(unit, 'suspect'))
    .map(({ server, place }) => `${server} \`${place}\``);
}

const listOf = lines => (lines.length > 0 ? lines.map(line => `- ${line}`).join('\n') : '- none');

function healthySection({ healthy }) {
  const { readings, rules, serverHours, processes, settings } = healthy;
  const row = title => one => {
    if (one.failure) return [title(one), 'not measured', '', ''];
    const { alarms, perHour, perThousand } = ratesOf(one, serverHours);
    return [title(one), figure(alarms), figure(perHour), figure(perThousand)];
  };
  const rows = [
    ...readings.map(row(({ title }) => title)),
    ...rules.map(row(({ title }) => `*${title}*`)),
  ];
  const wrong = readings.flatMap(({ reports }) => reports);
  const names = [...new Set(wrong.map(describe))].sort();
  return `## Healthy servers

Servers that leak nothing, each under the load it is made for: keep-alive connections, growing streams of SSE and WebSocket, gRPC
streams, a database pool, worker pools of 8, 64 and 1,000, subscribers, informers, bursts, a lock held for seconds, long-polls,
backpressure, actors, parked goroutines, the leak patterns written right. ${processes} processes for ${settings.minutes} minutes, a capture every ${settings.everySeconds} s:
${figure(serverHours)} server-hours.

${table(['read as', 'places at likely or above', 'of them each server-hour', 'reports at suspect or above in 1,000 clusters'], rows)}

What was reported:${names.length > 0 ? `\n\n${names.map(name => `- ${name}`).join('\n')}` : ' nothing.'}`;
}

const describe = ({ server, verdict, place, state }) =>
  `${verdict}: ${server} \`${place}\` (${state ?? 'no state'})`;

function partsSection({ parts: [whole, ...others] }) {
  const cells = ({ training, healthy }, level) =>
    training
      .flatMap(({ levels }, at) => {
        const before = whole.training[at].levels[level].sites;
        const { sites } = levels[level];
        const precision = one => (one.reported ? one.right / one.reported : 1);
        return [
          change(before.found / before.leaks, sites.found / sites.leaks),
          change(precision(before), precision(sites)),
        ];
      })
      .concat(String(countAlarms(healthy, level)));
  const titles = ablated.flatMap(name => [`recall (${name})`, `precision (${name})`]);
  const rowsOf = level => others.map(one => [`${one.part}: ${one.title}`, ...cells(one, level)]);
  const tables = ['suspect', 'likely'].map(level =>
    table(
      [
        `${level} or above, without`,
        ...titles,
        `healthy places (with all: ${countAlarms(whole.healthy, level)})`,
      ],
      rowsOf(level),
    ),
  );
  return `## What each signal is worth

The same measurement with one signal left out: the change in points of a per cent. Last column: places of healthy servers that
would be reported while their load ramps up, from three full dumps or three counts with the source.

${tables.join('\n\n')}`;
}

function countAlarms(readings, level) {
  const verdicts = level === 'likely' ? ['likely', 'proven'] : ['suspect', 'likely', 'proven'];
  const reports = readings.flatMap(one => one.reports);
  const places = reports.filter(({ verdict }) => verdicts.includes(verdict));
  return new Set(places.map(({ server, place, state }) => `${server} ${place} ${state}`)).size;
}

function calibrationSection({ calibration }) {
  const rows = calibration.map(({ from, to, sites, leaks, healthy }) => [
    bandName(from, to),
    figure(sites),
    figure(leaks),
    sites > 0 ? `${bar(leaks / sites)} ${percentOnly(leaks / sites)}` : '–',
    figure(healthy),
  ]);
  return `## Points and truth

Places of the corpus by their points, from two full dumps and the source, and how many of them leak; beside them the clusters of the
healthy servers, from three full dumps and the source. 35 points make a suspect; 70 with a decisive signal a likely leak.

${table(['points', 'places', 'of them leaks', 'share', 'healthy clusters'], rows)}`;
}

function bandName(from, to) {
  if (from === Infinity) return 'proven';
  if (to === Infinity) return `${from} and more`;
  return from === -Infinity ? `below ${to}` : `${from} to ${to - 1}`;
}

const limits = `## What these figures are not

The model was tuned on these programs, so they are an upper bound for programs like them; the kernels of other projects in the same
corpus are not looked at, and are left for an independent measurement. The programs are small: the place that leaks is often all there
is, and one goroutine of it. A wait of seconds without source says little, and the figures show it.`;
