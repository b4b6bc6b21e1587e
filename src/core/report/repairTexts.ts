/**
 * What helps against each cause, one sentence for the rule or for one form of it. It names the way, not the edit: which of two
 * ways is right depends on what the values are for, and a person decides.
 */
export const repairTexts: Readonly<Record<string, string>> = {
  'repair.GL001':
    'Give the channel room for what may still be sent (make(chan T, 1) for one value), or let the sender select on ctx.Done() too.',
  'repair.GL001.recv': 'Close the channel on every way out of the other function: defer close.',
  'repair.GL002':
    'Give the channel room for what is sent (make(chan T, 1) for one value), or let the sender select on a context that the return cancels.',
  'repair.GL002.recv': 'Send or close on every way out of the function: defer close.',
  'repair.GL002b':
    'Give the channel room for all senders, or let them select on a context that is cancelled when the loop ends early.',
  'repair.GL003':
    'Give the channel room for all senders, or cancel the others as soon as enough values have come.',
  'repair.GL004.send': 'Start the receiver that is missing, or do not send.',
  'repair.GL004.recv':
    'Let whoever owns the channel send on it or close it, and see that it is called.',
  'repair.GL004.select':
    'Give the select a case that somebody serves: a context that is cancelled, or a channel that is closed at the end.',
  'repair.GL004.stop': 'Close the channel in a Stop or Close method of its owner, and call that.',
  'repair.GL005':
    'Close the channel after the last value: its only sender with defer close, several senders in a goroutine that waits for all of them.',
  'repair.GL006': 'Return after the first send.',
  'repair.GL007':
    'Call cancel when the work is over: defer cancel() right where the context is made.',
  'repair.GL008': 'Unlock on every path: defer the Unlock right behind the Lock.',
  'repair.GL008.loop':
    'Unlock before the next round; a function for the body of the loop can defer it.',
  'repair.GL009': 'Release the lock before the channel operation.',
  'repair.GL010':
    'Call Add in front of the go statement, or start the goroutine with WaitGroup.Go.',
  'repair.GL011':
    'Receive while the others work: Wait in a goroutine of its own, which closes the channel afterwards.',
  'repair.GL011.loop': 'Wait behind the loop, not in it.',
  'repair.GL013':
    'Loop over a select with two cases: the ticker, and a context or channel that ends it.',
  'repair.GL014': 'Make the channel before it is used.',
  'repair.GL015':
    'Close the body on every path: defer resp.Body.Close() behind the check of the error.',
  'repair.GL025':
    'Split off a function that expects the lock to be held, and call that one from where it is held.',
  'repair.GL026': 'Take the two locks in the same order everywhere.',
  'repair.GL028': 'Call Broadcast (or Signal) wherever what they wait for changes.',
  'repair.GL029': 'Count exactly the goroutines that are started, and let each defer Done.',
  'repair.GL030': 'Look at the goroutine that it waits for: that one has to be freed.',
  'repair.GL031': 'Give the slot back on every path: defer it right behind taking the slot.',
  'repair.GL032':
    'Drain without waiting (a select with default); from Go 1.23 on Reset needs no draining.',
  'repair.GL033': 'Answer on every path: with the error, or by closing the channel.',
  'repair.once': 'Do not call the sync.Once from the function that it runs.',
};
