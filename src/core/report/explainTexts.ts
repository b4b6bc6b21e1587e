/** What would overturn a verdict, and what a dump cannot tell. */
export const explainTexts: Readonly<Record<string, string>> = {
  'overturn.runtime':
    'Nothing in this process: the runtime showed that what they wait for cannot be reached. They may still be harmless.',
  'overturn.deadlock':
    'Nothing in this process: the runtime ended it because no goroutine could go on.',
  'overturn.deadlock.bubble':
    'Nothing in this test: the runtime ended it because no goroutine of its bubble could go on.',
  'overturn.language': 'Nothing: by the language this wait does not end.',
  'overturn.source':
    'The program was built from other source than this: then the channel may leave its function after all.',
  'overturn.profile':
    'A capture in which they are gone, or a leak profile of Go 1.27 that does not list a channel that stays in its function.',
  'overturn.profile.leaks': 'A leak profile of Go 1.27 that lists them.',
  'overturn.idle': 'Many more of them in later captures, and none that leave.',
  'overturn.capture': 'A second capture, a minute later: goroutines that come and go are no leak.',
  'overturn.later': 'A later capture in which the oldest of them have finished.',
  'overturn.lock': 'The holder of the lock, seen at work.',
  'overturn.design': 'Goroutines that wait for work or for news on purpose: mark them as expected.',
  'unknowable.counts': 'This format prints neither ids nor ages: take full stacks to see them.',
  'unknowable.age': 'No age is printed. That does not mean that they are young.',
  'unknowable.minutes':
    'The minutes are approximate: they are counted between garbage collections.',
  'unknowable.between':
    'What happened between the captures: a goroutine that stands here in both may have moved meanwhile.',
  'unknowable.source': 'Whether the source at hand is what the program was built from.',
  'unknowable.holder': 'Who holds the lock: Go prints the waiters, not the holder.',
  'unknowable.peer': 'What the other side of the connection or the kernel will do.',
  'unknowable.memory': 'What else they keep in memory: a goroutine dump does not show the heap.',
};
