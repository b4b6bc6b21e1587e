/** `goroutine-lens`: the same analysis in a terminal and in CI. */
import { CommanderError } from 'commander';
import { exitCode, reportFailure } from './exit';
import { forgiveClosedPipes } from './output';
import { runCommandLine } from './program';

forgiveClosedPipes();
runCommandLine(process.argv).catch((error: unknown) => {
  // commander has already said what is wrong; help and version end with code 0.
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCode.nothing : exitCode.unreadable;
  else reportFailure(error);
});
