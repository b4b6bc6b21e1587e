/** The files of `capture`: written under names that say they are unfinished, renamed when the profile is whole. */
import fs from 'node:fs';
import path from 'node:path';
import type { ByteSink, CapturedBody, CaptureSink } from '../capture/ladder';
import type { Target } from '../capture/target';
import type { SnapshotBody } from '../store/store';
import { UnreadableInput } from './exit';
import { t } from './language';

export interface KeptFile {
  readonly body: Pick<CapturedBody, 'name' | 'debug' | 'bytes'>;
  readonly file: string;
  readonly complete: boolean;
}

const partialSuffix = '.partial';

interface OpenFile {
  readonly body: Pick<CapturedBody, 'name' | 'debug'>;
  readonly temporary: string;
  bytes: number;
}

/** {@link defaultName} where no file of the working directory has it yet: two captures in one second are two. */
export function freeName(target: Target, now: Date): string {
  const name = defaultName(target, now);
  const files = fs.readdirSync('.');
  const isTaken = (candidate: string) => files.some(file => file.startsWith(`${candidate}.`));
  let free = name;
  for (let count = 2; isTaken(free); count++) free = `${name}-${count}`;
  return free;
}

/** `goroutines-<host>-<time>`, without an extension. The time is UTC. */
function defaultName(target: Target, now: Date): string {
  const host =
    target.socketPath === undefined
      ? new URL(target.base).host
      : path.basename(target.socketPath, '.sock');
  const time = now.toISOString().replace(/\.\d+|[-:]/g, '');
  return `goroutines-${host.replace(/[^A-Za-z0-9.-]+/g, '-')}-${time}`;
}

/**
 * Checks where a capture is to go, before a program is asked. Throws {@link UnreadableInput}: a folder, a device (renaming
 * a file over `/dev/null` would replace it), a folder that is missing or closed.
 */
export function checkOutput(file: string): void {
  const info = fs.statSync(file, { throwIfNoEntry: false });
  if (file === '' || info?.isFile() === false)
    throw new UnreadableInput(
      t('{0} is not an ordinary file. Give -o the name of one.', file || "''"),
    );
  const folder = path.dirname(path.resolve(file));
  try {
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    throw new UnreadableInput(
      t('Nothing can be written to the folder {0}. Give another one with -o.', folder),
    );
  }
}

export class CaptureFiles implements CaptureSink {
  private readonly files = new Map<string, OpenFile>();

  /** `file` is the one that `-o` names; with `withExtension` the richest profile decides what it ends in. */
  constructor(
    private readonly file: string,
    private readonly options: { readonly withExtension: boolean },
  ) {}

  async open(name: string): Promise<ByteSink> {
    const body = bodyOf(name);
    const temporary = `${this.file}.${suffixOf(body)}${partialSuffix}`;
    // A file of our own: what lies there may be a link that somebody else has put there.
    await fs.promises.rm(temporary, { force: true });
    const handle = await fs.promises.open(temporary, 'wx', 0o600);
    const open: OpenFile = { body, temporary, bytes: 0 };
    this.files.set(name, open);
    return {
      async write(chunk) {
        await handle.appendFile(chunk);
        open.bytes += chunk.length;
      },
      async close() {
        await handle.sync();
        await handle.close();
      },
      async fail() {
        // A full disk may have taken a part of the last piece.
        open.bytes = (await handle.stat()).size;
        await handle.close();
      },
    };
  }

  /** Gives each profile its name: whole ones first, the richest before the others. */
  async keep(bodies: readonly CapturedBody[]): Promise<readonly KeptFile[]> {
    const whole = bodies.filter(body => body.complete).sort((a, b) => richness(b) - richness(a));
    const base = this.nameFor(whole[0]);
    const kept: KeptFile[] = [];
    for (const [index, body] of whole.entries()) {
      const file = index === 0 ? base : `${base}.${suffixOf(body)}`;
      await this.rename(body.file, file);
      kept.push({ body, file, complete: true });
    }
    return [...kept, ...(await this.keepPartials())];
  }

  /** What is left is of profiles that broke off: the richest is kept as `FILE.partial`. Empty files go. */
  async keepPartials(): Promise<readonly KeptFile[]> {
    const kept: KeptFile[] = [];
    const rest = [...this.files].sort(([, a], [, b]) => richness(b.body) - richness(a.body));
    for (const [name, { body, temporary, bytes }] of rest) {
      if (bytes === 0) {
        await fs.promises.rm(temporary, { force: true });
        continue;
      }
      const base = this.nameFor(body);
      const file =
        kept.length === 0 ? base + partialSuffix : `${base}.${suffixOf(body)}${partialSuffix}`;
      await this.rename(name, file);
      kept.push({ body: { ...body, bytes }, file, complete: false });
    }
    return kept;
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    for (const { temporary } of this.files.values())
      await fs.promises.rm(temporary, { force: true });
    this.files.clear();
  }

  private async rename(name: string, file: string): Promise<void> {
    const open = this.files.get(name);
    if (!open) return;
    this.files.delete(name);
    await fs.promises.rename(open.temporary, file);
  }

  private nameFor(richest: Pick<CapturedBody, 'debug'> | undefined): string {
    if (!this.options.withExtension) return this.file;
    return this.file + (richest?.debug === 0 ? '.pb.gz' : '.txt');
  }
}

/** Full stacks say most, then the binary profile, which holds more than the text of the same counts; then the proof. */
export function richness({ name, debug }: Pick<SnapshotBody, 'name' | 'debug'>): number {
  const order = { 2: 3, 0: 2, 1: 1 } as const;
  return name === 'goroutine' ? order[debug] : 0;
}

function suffixOf({ name, debug }: Pick<CapturedBody, 'name' | 'debug'>): string {
  return name === 'goroutineleak' ? 'leak' : `debug${debug}`;
}

/** `goroutine.debug2.txt`, as the ladder names its bodies. */
function bodyOf(name: string): Pick<CapturedBody, 'name' | 'debug'> {
  const [profile, debug] = name.split('.');
  return {
    name: profile === 'goroutineleak' ? 'goroutineleak' : 'goroutine',
    debug: debug === 'debug2' ? 2 : debug === 'debug0' ? 0 : 1,
  };
}
