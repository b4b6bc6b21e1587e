/** `goroutine-lens`: the same analysis in a terminal and in CI. */
import fs from 'node:fs';
import path from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { analyzeCommand } from './analyze';
import type { AnalyzeOptions } from './analyze';
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
    .option('--prefix <text>', 'what stands before every line of the dump, where it is not found')
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
  await program.parseAsync([...argv]);
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
