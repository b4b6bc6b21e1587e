/**
 * Why a goroutine waits, one sentence for each rule of `core/lint`: {0} is the place that explains it (`handler.go:92`).
 * A cause that is not proven is said with `Possible cause` in front.
 */
const certain: Readonly<Record<string, string>> = {
  GL001: 'the select at {0} can leave without receiving, and then nobody receives.',
  'GL001.recv': 'the select at {0} can leave without sending, and nobody closes the channel.',
  GL002: 'the function that started it can return at {0} before it receives.',
  'GL002.recv': 'the function that started it can return at {0} before it sends or closes.',
  GL002b: 'the loop that receives can end at {0} while values are still being sent.',
  GL003: 'senders are started in a loop, but {1} values at most are received, at {0}.',
  'GL003.one': 'senders are started in a loop, but only one value is received, at {0}.',
  'GL004.send': 'nothing ever receives from {1} (made at {0}).',
  'GL004.recv': 'nothing ever sends on {1} or closes it (made at {0}).',
  'GL004.select': 'no case of the select at {0} has anyone on its other side.',
  'GL004.send.uncalled': '{1} is received from only in {2} (at {0}), which nothing calls.',
  'GL004.recv.uncalled': '{1} is filled or closed only in {2} (at {0}), which nothing calls.',
  'GL004.stop': 'the loop ends when {1} is closed, and nothing closes it.',
  'GL004.stop.uncalled':
    'the loop ends when {1} is closed, which only {2} does (at {0}), and nothing calls that.',
  GL005: 'nothing closes the channel that is filled at {0}: the loop waits for one more value.',
  'GL005.uncalled':
    'the channel is closed only in {1} (at {0}), which nothing calls: the loop waits for one more value.',
  GL006: 'after the send at {0} a second one follows on the same channel: a return is missing.',
  GL007: 'the context made at {0} is never cancelled.',
  'GL007.uncalled': 'the context made at {0} is cancelled only in {1}, which nothing calls.',
  GL008: '{1} is taken and not released on the path that ends at {0}.',
  'GL008.loop': '{1} is taken again in the next round: the path at {0} does not release it.',
  GL009: 'it holds {1} (locked at {0}) while it waits: who needs that lock cannot come to help.',
  GL010: 'WaitGroup.Add at {0} is called inside the goroutine that it counts.',
  GL011: 'WaitGroup.Wait at {0} comes before the receive, and waits for this send.',
  'GL011.wait': 'it waits for the goroutine that sends at {0}, and receives only afterwards.',
  'GL011.loop': 'it waits in every round, for all that was added before the loop, at {0}.',
  GL013: 'stopping the ticker does not close its channel: the loop at {0} never ends.',
  GL014: '{1} is declared at {0} and never made: it is nil.',
  GL015: 'the body of the response at {0} is never closed: its connection stays.',
  'GL015.late':
    'the body of the response at {1} stays open on the path that ends at {0}: its connection stays.',
  GL025: 'it holds {1} already (locked at {0}) and asks for it again.',
  GL026:
    'it holds {2} and waits for a lock that others took at {0}; they wait for {2} at {1}: two orders.',
  GL027:
    'it holds {1} for reading already (locked at {0}): a writer that waits in between stops both.',
  GL028: 'nothing calls Signal or Broadcast of the Cond that is waited for at {0}.',
  'GL028.uncalled': 'the Cond is woken only in {1} (at {0}), which nothing calls.',
  'GL028.flag': '{1} is set at {0} without waking who waits for it with the Cond.',
  GL029: 'more is added to the WaitGroup at {0} than is done.',
  'GL029.none': 'the WaitGroup is added to at {0}, and nothing calls Done.',
  GL030: 'it waits for the goroutine at {0}, which is stuck there itself.',
  GL031: 'a slot of {1} is taken and not given back on the path that ends at {0}.',
  GL032:
    'the timer has nothing in its channel at {0}: Stop answers false after its value was received, too.',
  'GL029.return': 'a goroutine can return at {0} without calling Done.',
};

/** Every sentence twice: as a fact and as a possible cause. */
export const ruleTexts: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(certain).flatMap(([id, sentence]) => [
    [id, sentence.charAt(0).toUpperCase() + sentence.slice(1)],
    [`${id}.possible`, `Possible cause: ${sentence}`],
  ]),
);
