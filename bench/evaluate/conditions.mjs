/** What an engineer may have at hand, and the command that reads it. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { repository } from './corpus.mjs';

let cli = path.join(repository, 'dist', 'cli.js');

/** Measures another build from here on. */
export function useCli(file) {
  cli = path.resolve(file);
}

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

/** Runs the command line tool and answers its JSON. Rejects with what it said. */
export function runCli(args) {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [cli, ...args, '--json'],
      { maxBuffer: 1 << 28, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) => {
        if (stdout === '')
          reject(new Error(`${args.join(' ')}: ${stderr.trim() || error?.message}`));
        else resolve(JSON.parse(stdout));
      },
    );
  });
}
