/** `goroutine-lens`: the same analysis in a terminal and in CI. */
import { CommanderError } from 'commander';
import { exitCode, reportFailure } from './exit';
import { forgiveClosedPipes } from './output';
import { runCommandLine } from './program';

forgiveClosedPipes();
let ended = false;
// A run that ends before it has come to a result did not find that all is well.
process.once('exit', () => {
  if (!ended) process.exitCode = exitCode.unreadable;
});
runCommandLine(process.argv)
  .catch((error: unknown) => {
    // commander has already said what is wrong; help and version end with code 0.
    if (error instanceof CommanderError)
      process.exitCode = error.exitCode === 0 ? exitCode.nothing : exitCode.unreadable;
    else reportFailure(error);
  })
  .finally(() => (ended = true));
