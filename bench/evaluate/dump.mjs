/**
 * A second, small reader of debug=2, for the truth and the baselines only: what is measured must not mark its own work.
 * It knows the dumps that this evaluation records and no others.
 */

/** Code that a wait is not attributed to. */
const library = /^(?:runtime|internal|sync|time|context|iter)(?:\/|\.)/;

/** The goroutines of a dump: `{id, state, leaked, minutes, frames: [{func, place}], creator}`. */
export function readDump(text) {
  return text.split(/\n\n/).flatMap(block => {
    const [first, ...lines] = block.trimEnd().split('\n');
    const header = /^goroutine (\d+) \[([^\]]*)\]/.exec(first);
    if (!header) return [];
    const [reason, ...flags] = header[2].split(', ');
    const frames = [];
    let creator;
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const place = lines[at + 1].trim().replace(/ \+0x.*$/, '');
      const created = /^created by (.*?)(?: in goroutine \d+)?$/.exec(lines[at]);
      if (created) creator = { func: created[1], place };
      else frames.push({ func: lines[at].replace(/\([^()]*\)$/, ''), place });
    }
    const minutes = flags.map(flag => /^(\d+) minutes$/.exec(flag)?.[1]).find(Boolean);
    return {
      id: Number(header[1]),
      state: reason.replace(' (leaked)', ''),
      leaked: reason.endsWith(' (leaked)'),
      minutes: Number(minutes ?? 0),
      frames,
      creator,
    };
  });
}

/** Goroutines of one state and stack as `{state, frames, members}`. */
export function groupGoroutines(goroutines) {
  const groups = new Map();
  for (const goroutine of goroutines) {
    const key = `${goroutine.state} ${goroutine.frames.map(frame => frame.place).join(' ')}`;
    const group = groups.get(key) ?? { ...goroutine, key, members: [] };
    group.members.push(goroutine);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The place where a stack waits: the first frame outside the runtime and the synchronisation packages. */
export function siteOf(frames) {
  return (frames.find(frame => !library.test(frame.func)) ?? frames[0])?.place ?? 'no frame';
}

/** What a stack is recognised by in every format: the places of the program's own frames, else all of them. */
export function stackKey(frames, folder) {
  const places = frames.map(frame => frame.place).filter(place => place.startsWith(folder));
  return (places.length > 0 ? places : frames.map(frame => frame.place)).join(' ');
}
