/** A process of the engine: runs one command line after the other and sends back what it printed. */
import { createRequire } from 'node:module';

const { runCommandLine } = createRequire(import.meta.url)(process.argv[2]);
let last = Promise.resolve();

process.on('message', question => {
  last = last.then(() => answer(question)).then(result => process.send(result));
});

async function answer({ args, leftOut }) {
  globalThis.leftOut = leftOut;
  const { write } = process.stdout;
  let printed = '';
  process.stdout.write = text => (printed += text) !== '';
  try {
    await runCommandLine(['node', 'goroutine-lens', ...args, '--json']);
    return { json: JSON.parse(printed) };
  } catch (error) {
    return { failure: `${args.join(' ')}: ${error.message}` };
  } finally {
    process.stdout.write = write;
    process.exitCode = 0;
  }
}
