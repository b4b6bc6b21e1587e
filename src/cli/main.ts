/** `goroutine-lens`: the same analysis in a terminal and in CI. */
import fs from 'node:fs';
import path from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { analyzeCommand } from './analyze';
import type { AnalyzeOptions } from './analyze';
import { captureCommand } from './capture';
import type { CaptureCommandOptions } from './capture';
import { exitCode, reportFailure } from './exit';
import { setLanguage } from './language';

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('goroutine-lens')
    .description('Finds goroutine leaks in the goroutine profiles and dumps of Go programs.')
    .version(ownVersion())
    .exitOverride()
    .configureOutput({ writeErr: text => process.stderr.write(text.replace(/^error: /, '')) });
  program
    .command('analyze')
    .description('Read one input, print its clusters and findings.')
    .argument('<input>', 'a dump file, an http:, https: or unix: address, or - for standard input')
    .option('--source <dir>', 'locate the findings in this checkout')
    .option(
      '--full',
      'take full stacks (debug=2) of a large process, after printing the predicted pause',
    )
    .option('--json', 'print the whole analysis as JSON')
    .addOption(new Option('--lang <language>', 'language of the text').choices(['en', 'zh-cn']))
    .addHelpText(
      'after',
      '\nExit code: 0 nothing likely or proven, 1 findings, 2 wrong usage or unreadable input.',
    )
    .exitOverride()
    .action(async (input: string, options: AnalyzeOptions & { lang?: string }) => {
      setLanguage(options.lang);
      await analyzeCommand(input, options);
    });
  addCapture(program);
  await program.parseAsync([...argv]);
}

function addCapture(program: Command): void {
  program
    .command('capture')
    .description('Take the profiles of a running program, carefully, and keep their bytes.')
    .argument('<url>', 'an http:, https: or unix: address')
    .option('-o, --output <file>', 'where the richest profile goes; the others lie beside it')
    .option('--full', 'take full stacks (debug=2) of a large process, after printing the pause')
    .option('--leak', 'take the goroutineleak profile too; it runs a garbage collection')
    .option('--json', 'print what was taken as JSON')
    .addOption(new Option('--lang <language>', 'language of the text').choices(['en', 'zh-cn']))
    .addHelpText(
      'after',
      '\nExit code: 0 something was captured, 2 wrong usage or nothing captured.',
    )
    .exitOverride()
    .action(async (url: string, options: CaptureCommandOptions & { lang?: string }) => {
      setLanguage(options.lang);
      await captureCommand(url, options);
    });
}

/** The version of the package that `dist/` belongs to. */
function ownVersion(): string {
  const file = path.join(__dirname, '..', 'package.json');
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
}

// A reader that closes early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
});

main(process.argv).catch((error: unknown) => {
  // commander has already said what is wrong; help and version end with code 0.
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCode.nothing : exitCode.unreadable;
  else reportFailure(error);
});
