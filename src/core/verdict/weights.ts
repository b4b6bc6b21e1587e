/**
 * Every number of the verdict model, in one place: a starting point that is tuned on training programs only.
 * Points add up; a verdict is `likely` from {@link threshold}.likely on when at least one signal is decisive.
 */
export const threshold = { likely: 70, suspect: 35 } as const;

export const weight = {
  /** A: what several captures of one process say. */
  cohort: {
    accumulates: 45,
    /** The same for waits that grow with healthy load too: streams, mailboxes, supervisors. */
    growsWithLoad: 20,
    births: 5,
    /** Deaths for each birth, below which nobody seems to leave. */
    leavers: 0.1,
    /** Of an accumulation so many, and this share, must have stood there in an earlier capture. */
    persistedLeast: 3,
    persistedShare: 0.05,
    fixed: -25,
    fixedMinutes: 1,
    turnover: -40,
    /** More of the earlier goroutines than this have left. */
    replaced: 0.8,
    /** Deaths for each birth that keep a balance. */
    balance: [0.5, 2],
    /** Who leaves stood, on average, this far in front (0 to 1): a queue that is served in order. */
    movingRank: 0.3,
    movingDeaths: 2,
    countsRise: 35,
    countsRiseWithLoad: 10,
    countsCaptures: 3,
    countsLeast: 10,
    countsShare: 0.05,
    twoCounts: 20,
    twoCountsLeast: 20,
    twoCountsShare: 0.2,
    drained: -25,
    drainedShare: 0.2,
    /** What cannot end does not drain: half of them gone says more. */
    drainedHalf: -40,
    /** Blocked at the same place in both captures, this many minutes apart. */
    both: 10,
    bothMinutes: 1 / 12,
  },
  age: {
    ramp: 30,
    /** Members, distinct minutes that make a ramp. */
    rampMembers: 10,
    rampSteps: 8,
    oldest: 15,
    oldestMinutes: 10,
    /** Nothing healthy keeps a lock from others for an hour. */
    lockHour: 40,
    lockHourMinutes: 60,
    /** Contention is over long before, though minutes may be two too many. */
    lockMinutes: 5,
    /** All of them came lately, though the process has run for long: a burst or a queue more often than a leak. */
    young: -30,
    youngMinutes: 2,
    /** Others must have waited for so long: then garbage was collected often enough to date every old wait. */
    othersMinutes: 5,
  },
  kind: {
    send: 25,
    /** The receiver is there and at work. */
    sendServed: 10,
    lock: 30,
    /** A lock wait without minutes: mostly over in a moment. */
    lockYoung: 5,
    waitgroup: 10,
    recv: 5,
    busy: -40,
    lockMinutes: 1,
    /** Printed minutes overstate by up to one interval of garbage collections, which is 2 minutes. */
    lockDecisiveMinutes: 3,
    lockWaiters: 2,
  },
  size: {
    /** Points for each power of ten. */
    decade: 10,
    /** The same where goroutines wait for work, in pools and mailboxes of any size. */
    passiveDecade: 5,
    most: 40,
    passiveMost: 20,
    /** Whoever waits for one lock stands in one queue: its length says little about its end. */
    lockMost: 20,
    /** Senders at one place that decide by themselves (the threshold of LeakProf). */
    decisiveSenders: 10_000,
    /** A burst that is younger than this in its printed minutes is no leak yet. */
    decisiveMinutes: 2,
    share: 10,
    passiveShare: 5,
    sharePercent: 30,
    pool: -20,
    smallestPool: 4,
    largestPool: 1024,
  },
  creation: { once: -15, mostByOne: 512, perRequest: 15, bound: -20 },
  rules: { blocking: 35, possible: 20, creation: 20 },
  wakes: { timer: -60, context: -10 },
  /** A leak check lists it behind a test: its policy, at most some other test's. */
  afterTest: 35,
  idle: -60,
  /** Members of a library's goroutines that are more than a process has on purpose. */
  idleMany: 100,
  orphans: { points: 10, passive: 15, local: 25, members: 3, percent: 95 },
  partner: {
    visible: -15,
    none: 15,
    stuck: 10,
    /** A receiver whose sender is blocked waits in vain until that one is freed. */
    stuckSender: 30,
    network: -25,
    networkShare: 0.8,
    passed: -20,
    request: -10,
    /** A call to another program: rising load looks the same, and the caller's own code is not what blocks. */
    peer: -25,
    /** The other side of this wait is of another object of the same type. */
    others: 10,
    /** Senders are so many times more than the calls under way could have started. */
    outnumbered: 2,
  },
  lock: {
    self: 35,
    /** The address shows that it is the same lock, or nobody else can hold it: enough for one goroutine that waits since just now. */
    selfByAddress: 65,
    /** So many waited and wait that it would be chance to see the same one hold the lock twice. */
    oneOfMany: 10,
    possible: 20,
    holder: 30,
    leak: 45,
    holds: 25,
    mayHold: 10,
    gone: 30,
    working: -15,
    /** One goroutine alone has the object of the lock in hand. */
    inHand: 20,
    mutual: 35,
  },
  children: { none: 30, stuck: 25, working: -10 },
  /** The runtime found the channel reachable. */
  exonerated: -30,
} as const;
