/**
 * Looks into an answer while its raw bytes go to disk: through gzip where it is gzip (debug=0 always is, and a proxy may
 * pack the rest), keeping the begin and a count. What is unpacked is dropped at once, so memory stays flat.
 */
import { createGunzip } from 'node:zlib';
import type { Gunzip } from 'node:zlib';
import { PassingCount } from './counting';

/** Beyond this much output a bomb shows in its ratio; gzip reaches 1032, dumps stay far below 500. */
const ratioFrom = 64 * 1024 * 1024;
const maxRatio = 500;
const headBytes = 4096;

type Form = 'plain' | 'gzip';

export class PassingContent {
  /** Bytes after which unpacking was given up, `undefined` while it was not. */
  bombAfter: number | undefined;
  private readonly count = new PassingCount();
  /** What waits until there is enough to tell gzip and counts from the rest. */
  private start: Buffer = Buffer.alloc(0);
  private begin: Buffer = Buffer.alloc(0);
  private form: Form | undefined;
  private gunzip: Gunzip | undefined;
  private damaged = false;
  private packed = 0;
  private unpacked = 0;

  constructor(private readonly maxUnpacked: number) {}

  get goroutines(): number {
    return this.count.goroutines;
  }

  get meanFrames(): number | undefined {
    return this.count.meanFrames;
  }

  /** The first bytes, unpacked; complete once {@link end} was called or 4 KiB have come. */
  get head(): Buffer {
    return this.begin;
  }

  /** Resolves when the chunk has been looked at. Damaged gzip is no error here, it merely tells nothing more. */
  async add(chunk: Buffer): Promise<void> {
    if (this.form !== undefined) return this.pass(chunk);
    this.start = Buffer.concat([this.start, chunk]);
    if (this.start.length >= headBytes) await this.end();
  }

  /** Looks at what waited for more bytes. */
  async end(): Promise<void> {
    if (this.form !== undefined) return;
    const { start } = this;
    this.start = Buffer.alloc(0);
    this.form = start[0] === 0x1f && start[1] === 0x8b ? 'gzip' : 'plain';
    if (this.form === 'gzip') this.openGunzip();
    await this.pass(start);
  }

  /** Whether compressed bytes end early or are no gzip any more; asked when all have come. */
  async isDamaged(): Promise<boolean> {
    const { gunzip } = this;
    if (gunzip)
      await new Promise<void>(resolve => {
        gunzip.once('close', resolve);
        gunzip.end();
      });
    return this.damaged;
  }

  close(): void {
    this.gunzip?.destroy();
    this.gunzip = undefined;
  }

  private async pass(chunk: Buffer): Promise<void> {
    this.packed += chunk.length;
    if (this.form === 'plain') this.look(chunk);
    else if (this.gunzip) await written(this.gunzip, chunk);
  }

  private openGunzip(): void {
    const gunzip = createGunzip();
    this.gunzip = gunzip;
    gunzip.on('error', () => {
      this.damaged = true;
      this.close();
    });
    gunzip.on('data', (data: Buffer) => {
      this.look(data);
      if (this.unpacked > this.maxUnpacked) this.giveUp(this.maxUnpacked);
      else if (this.unpacked > Math.max(ratioFrom, this.packed * maxRatio)) this.giveUp(ratioFrom);
    });
  }

  private giveUp(after: number): void {
    this.bombAfter ??= after;
    this.close();
  }

  private look(data: Buffer): void {
    this.unpacked += data.length;
    if (this.begin.length < headBytes)
      this.begin = Buffer.concat([this.begin, data.subarray(0, headBytes - this.begin.length)]);
    this.count.add(data);
  }
}

/** Resolves when the chunk is unpacked, or when unpacking has ended. */
function written(gunzip: Gunzip, chunk: Buffer): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      gunzip.removeListener('close', done);
      resolve();
    };
    gunzip.once('close', done);
    gunzip.write(chunk, done);
  });
}
