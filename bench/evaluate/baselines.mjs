/** Rules of thumb that others go by, on the same dumps: what a verdict has to beat. */

/** One of the goroutines stood there in each earlier capture. */
function recurring(group, earlier) {
  const ids = new Set(group.members.map(({ id }) => id));
  const stoodThere = groups =>
    groups.some(({ key, members }) => key === group.key && members.some(({ id }) => ids.has(id)));
  return earlier.length > 0 && earlier.every(stoodThere);
}

/** What goleak ignores by itself, and the profile server of the programs, which no test would have. */
const ignoredByGoleak =
  /^(?:testing\.|os\/signal\.|runtime\.goexit|runtime\.ensureSigM|runtime\/pprof\.|net\/http\.|main\.main$)/;

/** `reports(group, earlier)`: `earlier` holds the groups of the captures before, oldest first. */
export const baselines = {
  count: {
    title: 'more than 10,000 goroutines at one place (LeakProf)',
    reports: group => /^(?:chan|select)/.test(group.state) && group.members.length > 10_000,
  },
  minute: {
    title: 'a wait of 1 minute or more',
    reports: group => isBlocked(group) && group.members.some(({ minutes }) => minutes >= 1),
  },
  minutes: {
    title: 'a wait of 10 minutes or more',
    reports: group => isBlocked(group) && group.members.some(({ minutes }) => minutes >= 10),
  },
  recurrence: {
    title: 'blocked in every one of three captures (goleaked)',
    reports: (group, earlier) => isBlocked(group) && recurring(group, earlier),
  },
  goleak: {
    title: 'any goroutine that is not on the list of goleak',
    reports: ({ frames }) => !frames.some(({ func }) => ignoredByGoleak.test(func)),
  },
};

const isBlocked = ({ state }) =>
  !/^(?:running|runnable|syscall|IO wait|sleep|GC|finalizer)/.test(state);
