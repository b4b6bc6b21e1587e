/**
 * Every number of the verdict model, in one place: a starting point that is tuned on training programs only.
 * Points add up; a verdict is `likely` from {@link threshold}.likely on when at least one signal is decisive.
 */
export const threshold = { likely: 70, suspect: 35 } as const;

export const weight = {
  age: {
    ramp: 30,
    /** Members, distinct minutes that make a ramp. */
    rampMembers: 10,
    rampSteps: 8,
    oldest: 15,
    oldestMinutes: 10,
  },
  kind: { send: 20, lock: 30, waitgroup: 10, recv: 5, busy: -40, lockMinutes: 1, lockWaiters: 2 },
  size: {
    /** Points for each power of ten. */
    decade: 10,
    most: 40,
    /** Senders at one place that decide by themselves (the threshold of LeakProf). */
    decisiveSenders: 10_000,
    share: 10,
    sharePercent: 30,
    pool: -20,
    largestPool: 1024,
  },
  creation: { once: -15, mostByOne: 512 },
  orphans: { points: 10, members: 3, percent: 95 },
  idle: -60,
} as const;
