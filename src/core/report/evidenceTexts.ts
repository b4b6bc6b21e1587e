/** What each signal of the verdict says: its letter, and its form. The arguments are named where they are not plain. */
export const evidenceTexts: Readonly<Record<string, string>> = {
  // P4: {0} the channel, {1} the function that makes it.
  'P4.send':
    'The source shows that {0} never leaves {1}, and no goroutine in the dump is left that could receive from it.',
  'P4.recv':
    'The source shows that {0} never leaves {1}, and no goroutine in the dump is left that could send on it or close it.',
  'P4.send.none': 'The source shows that {0} never leaves {1}, and nothing there receives from it.',
  'P4.recv.none':
    'The source shows that {0} never leaves {1}, and nothing there sends on it or closes it.',

  // A: several captures of one process.
  'A.new': '{0} new here, {1} gone, since the first capture.',
  'A.new.minutes': '{0} new here, {1} gone, in {2}.',
  'A.new.seconds': '{0} new here, {1} gone, in {2} s.',
  'A.new.minutes.file': '{0} new here, {1} gone, in {2} (by file time).',
  'A.new.seconds.file': '{0} new here, {1} gone, in {2} s (by file time).',
  'A.sleepers':
    '{0} of them sleep where they slept before, and hardly any has ended: a loop that tries again for ever looks like this.',
  'A.afterTest': 'The leak check of the test still found it when the test had ended.',
  'A.turnover': 'The population turns over: {0} % were replaced between the captures.',
  'A.moving': '{0} of those who waited longest have left: a queue that moves.',
  'A.fixed': 'A fixed population of {0} in {1} captures.',
  'A.both': '{0} goroutines stood blocked here in both captures.',
  'A.both.one': 'It stood blocked here in both captures.',
  'A.counts': 'Count {0}.',
  'A.counts.slope': 'Count {0} ({1} per minute).',
  'A.drained': 'Drained from {0} to {1}.',

  'B.ramp': 'Ages spread from {0} to {1}: steady accumulation.',
  'B.young': 'All of them came in the last minutes, while others here have waited for {0}.',
  'B.oldest': 'The oldest shows {0} (approximate).',

  'C.send': 'Nobody has taken what it sends.',
  'C.send.served': 'It waits to be received from.',
  'C.lock': '{0} goroutines wait for one mutex {1}.',
  'C.lock.any': '{0} goroutines have waited for a lock for a minute or more.',
  'C.lock.one': 'It has waited for a lock for a minute or more.',
  'C.lock.young': 'Waiting for a lock, for less than a minute as far as the dump shows.',
  'C.lock.stands': 'All who waited for the lock in the first capture wait for it now.',
  'C.waitgroup': 'It waits for a Done that has not come.',
  'C.recv': 'Nothing has arrived on the channel.',
  'C.coroutine':
    'An iterator of iter.Pull that waits for its caller: next or stop was not called again.',
  'C.io': 'Waiting for the network: the peer decides.',
  'C.sleep': 'Sleeping: it wakes up by itself.',
  'C.syscall': 'In a system call or in C code.',
  'C.running': 'Running, or ready to run.',

  'D.count': '{0} goroutines.',
  'D.count.one': 'A single goroutine.',
  'D.leakprof': 'More than 10,000 goroutines stand at one channel send.',
  'D.share': '{0} % of the process.',
  'D.pool': '{0} goroutines: the size of a pool.',
  'D.bound': '{0} goroutines: as many as the loop that starts them counts to.',

  'E.once': 'Started once, by {0}.',
  'E.request': 'Started for each request, in {0}.',

  // G: {0} a line of the file that holds the wait.
  'G.timer': 'It wakes up by the timer on line {0}.',
  'G.again':
    'The timer on line {0} only starts the next round of the loop, and none of them has ended.',
  'G.context': 'It ends when the context on line {0} is canceled.',
  'G.background': 'The context on line {0} is never canceled.',

  'I.orphans': 'The goroutines that started them ({0}) are gone for {1} of {2}.',

  // J: who could end the wait.
  'J.visible': 'The other side is alive: {1} × {0}.',
  'J.none': 'No goroutine is in a function that receives from {0}.',
  'J.behind': 'Whatever receives from {0} stands behind this line, and no goroutine is there.',
  'J.stuck': 'The other side, {0}, is blocked itself.',
  'J.passed': 'Others have got past this line on the same path: a queue or a semaphore that moves.',
  'J.request': 'It serves an open request or connection: the client decides when it ends.',
  'J.peer': 'It waits for an answer from the network: the other side decides when it ends.',
  'J.others': 'Those who receive from {0} wait for values of their own.',
  'J.network': 'Beside them, goroutines of the same origin read from their connections.',
  'J.childless': 'None of the goroutines that it started is in the dump any more.',
  'J.children': 'Goroutines that it started are at work.',
  'J.children.stuck': 'Goroutines that it started are blocked themselves, in {0}.',
  'J.reachable': 'The leak profile does not list it: somebody who is alive can still reach {0}.',
  'J.unprovable':
    'The leak profile does not list it, which proves nothing: {0} can be reached from elsewhere.',

  // K: {0} a function, {1} the line on which it takes the lock.
  'K.self': 'It holds the lock itself: {0} took it on line {1}.',
  'K.self.possible': 'It may hold the lock itself: {0} took one of this name on line {1}.',
  'K.once.self':
    'It waits for the sync.Once whose function it runs itself: the call in {0}, line {1}, is on its stack twice.',
  'K.holder':
    'The lock is probably held in {0}, taken on line {1}, by a goroutine that is blocked too.',
  'K.leak':
    'The lock is probably held in {0}, taken on line {1}, by a goroutine that is itself a leak.',
  'K.still':
    'The lock is probably held in {0}, taken on line {1}, by a goroutine that stood blocked there in both captures.',
  'K.holds': '{0} goroutines wait for the lock that it took in {1} on line {2}.',
  'K.holds.one': '1 goroutine waits for the lock that it took in {1} on line {2}.',
  'K.inHand':
    'Goroutine {0}, blocked in {1}, may hold the lock: it alone has the object of this lock in hand.',
  'K.mutual':
    'It and goroutine {0}, blocked in {1}, seem to wait for each other: each has the object of the other’s lock in hand.',
  'K.holds.inHand': '{0} goroutines wait for a lock whose object goroutine {1} has in hand.',
  'K.holds.inHand.one': '1 goroutine waits for a lock whose object goroutine {1} has in hand.',
  'K.working': 'The lock is held in {0}, taken on line {1}, by a goroutine that is at work.',
  'K.releaser': 'A goroutine that is at work in {0} comes to release it.',
  'K.gone':
    'No goroutine in the dump is in code that holds this lock: it was probably never released.',

  'retained.floor': 'The smallest stack and the bookkeeping of a goroutine: {0} bytes each.',
  'retained.stacks':
    'About {0} bytes of stack each, by the memory that the process uses for stacks.',
};
