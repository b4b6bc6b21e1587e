/**
 * Why a goroutine waits, one sentence for each rule of `core/lint`: {0} is the place that explains it (`handler.go:92`).
 * A cause that is not proven is said with `Possible cause` in front.
 */
const certain: Readonly<Record<string, string>> = {
  GL001: 'the select at {0} can leave without receiving, and then nobody receives.',
  GL002: 'the function that started it can return at {0} before it receives.',
  'GL002.recv': 'the function that started it can return at {0} before it sends or closes.',
  GL003: 'senders are started in a loop, but {1} values at most are received, at {0}.',
  'GL003.one': 'senders are started in a loop, but only one value is received, at {0}.',
  'GL004.send': 'nothing ever receives from {1} (made at {0}).',
  'GL004.recv': 'nothing ever sends on {1} or closes it (made at {0}).',
  'GL004.select': 'no case of the select at {0} has anyone on its other side.',
  GL005: 'nothing closes the channel that is filled at {0}: the loop waits for one more value.',
};

/** Every sentence twice: as a fact and as a possible cause. */
export const ruleTexts: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(certain).flatMap(([id, sentence]) => [
    [id, sentence.charAt(0).toUpperCase() + sentence.slice(1)],
    [`${id}.possible`, `Possible cause: ${sentence}`],
  ]),
);
