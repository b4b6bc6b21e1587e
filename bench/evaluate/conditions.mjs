/** What an engineer may have at hand, and the command that reads it. */

/** `stateless`: the format prints no wait reason, so sites are compared without it. */
export const conditions = {
  a: {
    title: 'debug=2 and the leak profile',
    command: run => ['analyze', run.third('debug2.txt'), '--leak', run.leak('debug1.txt')],
  },
  b: { title: 'debug=2, once', command: run => ['analyze', run.third('debug2.txt')] },
  c: {
    title: 'debug=2, three times',
    command: run => [
      'compare',
      run.first('debug2.txt'),
      run.second('debug2.txt'),
      run.third('debug2.txt'),
    ],
  },
  d: {
    title: 'debug=1, once',
    stateless: true,
    command: run => ['analyze', run.third('debug1.txt')],
  },
  e: { title: 'debug=0, once', stateless: true, command: run => ['analyze', run.third('pb.gz')] },
  f: {
    title: 'debug=2, once, and the source',
    located: true,
    command: run => ['analyze', run.third('debug2.txt'), '--source', run.source],
  },
  g: {
    title: 'debug=2, twice, and the source',
    located: true,
    command: run => [
      'compare',
      run.first('debug2.txt'),
      run.third('debug2.txt'),
      '--source',
      run.source,
    ],
  },
  h: {
    title: 'debug=1, once, and the source',
    stateless: true,
    located: true,
    command: run => ['analyze', run.third('debug1.txt'), '--source', run.source],
  },
  i: {
    title: 'debug=2, twice, the leak profile and the source',
    located: true,
    command: run => [
      'compare',
      run.first('debug2.txt'),
      run.third('debug2.txt'),
      '--leak',
      run.leak('debug1.txt'),
      '--source',
      run.source,
    ],
  },
};
