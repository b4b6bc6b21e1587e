/** The commands and their flags. */
import fs from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { analyzeCommand, compareCommand } from './analyze';
import type { AnalyzeOptions } from './analyze';
import { captureCommand } from './capture';
import type { CaptureCommandOptions } from './capture';
import { checkCommand } from './check';
import type { CheckOptions } from './check';
import { parseDuration } from './duration';
import { say } from './exit';
import { setLanguage } from './language';
import type { LanguageOptions } from './language';
import { watchCommand } from './watch';
import type { WatchOptions } from './watch';

/** As commander names them; milliseconds. */
interface WatchFlags extends Omit<WatchOptions, 'everyMs' | 'forMs'> {
  readonly every: number;
  readonly for: number;
}

/** As commander names it; milliseconds. */
interface CheckFlags extends Omit<CheckOptions, 'settleMs'> {
  readonly settle: number;
}

/** A shorter beat would be load rather than watching. */
const leastDurationMs = 100;
const longestDurationMs = 240 * 3_600_000;

const judgingCodes =
  '\nExit code: 0 nothing likely or proven, 1 findings, 2 wrong usage or unreadable input.';
const capturingCodes = '\nExit code: 0 something was captured, 2 wrong usage or nothing captured.';
const inputHelp =
  'a dump file, a folder of a stored snapshot, an http:, https: or unix: address, or - for standard input';
const sourceHelp = 'locate the findings in this checkout';
const leakHelp = 'a goroutineleak profile of the same moment: a file or an address';
const metricsHelp =
  'Prometheus metrics or /debug/vars of the same moment: a file or an address; for the memory';
const prefixHelp = 'what stands before every line of the dump, where it is not found by itself';
const fullHelp =
  'take full stacks (debug=2) of a large process, after printing the predicted pause';

/**
 * Runs the command that the arguments name. Rejects with a `CommanderError` when usage was wrong (it has been said), or when
 * help or the version was printed; with any other error when a command failed.
 */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('goroutine-lens')
    .description('Finds goroutine leaks in the goroutine profiles and dumps of Go programs.')
    .configureOutput({ writeErr: sayUsage });
  common(program);
  addAnalyze(program);
  addCompare(program);
  addWatch(program);
  addCapture(program);
  addCheck(program);
  program.helpCommand(true);
  program.allowExcessArguments().action(() => {
    const [unknown] = program.args;
    const what = unknown === undefined ? '' : `'${unknown}' is no command: `;
    program.error(`${what}give one of ${commandsOf(program)}. See --help.`);
  });
  await program.parseAsync([...argv]);
}

/** May be given again, once for each input. */
function metricsOption(): Option {
  return new Option('--metrics <file|url>', metricsHelp).argParser(
    (value: string, before: readonly string[] = []) => [...before, value],
  );
}

function addAnalyze(program: Command): void {
  common(program.command('analyze'))
    .description('Read one input, print its clusters and findings.')
    .argument('<input>', inputHelp)
    .option('--leak <file|url>', leakHelp)
    .addOption(metricsOption())
    .option('--source <dir>', sourceHelp)
    .option('--full', fullHelp)
    .option('--prefix <text>', prefixHelp)
    .option('--json', 'print the whole analysis as JSON')
    .addOption(languageOption())
    .addHelpText('after', judgingCodes)
    .action(async (input: string, options: AnalyzeOptions & LanguageOptions) => {
      setLanguage(options);
      await analyzeCommand(input, options);
    });
}

function addCompare(program: Command): void {
  common(program.command('compare'))
    .description('Judge the newest of several captures by what became of the earlier ones.')
    .argument('<inputs...>', `the oldest first, the newest last; each ${inputHelp}`)
    .option('--leak <file|url>', leakHelp)
    .addOption(metricsOption())
    .option('--source <dir>', sourceHelp)
    .option('--json', 'print the whole analysis as JSON')
    .addOption(languageOption())
    .addHelpText('after', judgingCodes)
    .action(async (inputs: string[], options: AnalyzeOptions & LanguageOptions) => {
      setLanguage(options);
      await compareCommand(inputs, options);
    });
}

function addWatch(program: Command): void {
  common(program.command('watch'))
    .description('Capture a running program again and again, and judge what grows.')
    .argument('<url>', 'an http:, https: or unix: address')
    .addOption(durationOption('--every <duration>', 'time between two captures', '30s'))
    .addOption(durationOption('--for <duration>', 'how long to watch', '10m'))
    .option('--leak', 'take the goroutineleak profile at the end; it runs a garbage collection')
    .option('--metrics <url>', metricsHelp)
    .option('--source <dir>', sourceHelp)
    .option('--json', 'print the whole analysis as JSON')
    .addOption(languageOption())
    .addHelpText('after', judgingCodes)
    .action(async (url: string, options: WatchFlags & LanguageOptions) => {
      setLanguage(options);
      await watchCommand(url, { ...options, everyMs: options.every, forMs: options.for });
    });
}

function addCheck(program: Command): void {
  common(program.command('check'))
    .description(
      'Capture around a use of the program: what it started must be gone when it has settled.',
    )
    .argument('<url>', 'an http:, https: or unix: address')
    .option('--run <command>', 'use the feature with this shell command, instead of by hand')
    .addOption(
      durationOption('--settle <duration>', 'time between the use and the last capture', '10s'),
    )
    .option('--full', fullHelp)
    .option('--leak', 'take the goroutineleak profile at the end; it runs a garbage collection')
    .option('--metrics <url>', metricsHelp)
    .option('--source <dir>', sourceHelp)
    .option('--json', 'print the whole analysis as JSON')
    .addOption(languageOption())
    .addHelpText('after', judgingCodes)
    .action(async (url: string, options: CheckFlags & LanguageOptions) => {
      setLanguage(options);
      await checkCommand(url, { ...options, settleMs: options.settle });
    });
}

function addCapture(program: Command): void {
  common(program.command('capture'))
    .description('Take the profiles of a running program, carefully, and keep their bytes.')
    .argument('<url>', 'an http:, https: or unix: address')
    .option('-o, --output <file>', 'where the richest profile goes; the others lie beside it')
    .option('--full', fullHelp)
    .option('--leak', 'take the goroutineleak profile too; it runs a garbage collection')
    .option('--json', 'print what was taken as JSON')
    .addOption(languageOption())
    .addHelpText('after', capturingCodes)
    .action(async (url: string, options: CaptureCommandOptions & LanguageOptions) => {
      setLanguage(options);
      await captureCommand(url, options);
    });
}

/** What every command takes. */
function common(command: Command): Command {
  return command
    .version(ownVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride();
}

function languageOption(): Option {
  return new Option('--lang <language>', 'language of the text').choices(['en', 'zh-cn']);
}

function durationOption(flags: string, description: string, standard: string): Option {
  return new Option(flags, description)
    .default(parseDuration(standard), standard)
    .argParser(text => {
      const ms = parseDuration(text);
      if (ms !== undefined && ms >= leastDurationMs && ms <= longestDurationMs) return ms;
      throw new InvalidArgumentError('Give a duration from 100ms to 240h, such as 30s, 10m or 1h.');
    });
}

/** One message, on one line: `unknown option '--jsn' (Did you mean --json?)`, `missing required argument 'url'. See --help.` */
function sayUsage(text: string): void {
  const message = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');
  const helps = /Did you mean|--help|Allowed choices|Give /.test(message);
  say(helps ? message : `${message.replace(/\.$/, '')}. See --help.`);
}

function commandsOf(program: Command): string {
  return program.commands.map(command => command.name()).join(', ');
}

/** The version of the package that `dist/` belongs to. */
function ownVersion(): string {
  const file = path.join(__dirname, '..', 'package.json');
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
}
