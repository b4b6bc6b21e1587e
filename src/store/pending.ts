/** A snapshot that is being written: a folder with nothing but temporary files until its metadata makes it one. */
import fs from 'node:fs';
import path from 'node:path';
import { BodyFile, writeWhole } from './bodyFile';
import type { SnapshotBody, SnapshotMeta } from './meta';
import type { ByteSink, PendingSnapshot } from './store';

export class PendingFolder implements PendingSnapshot {
  private readonly files = new Map<string, BodyFile>();

  constructor(
    readonly dir: string,
    private readonly source: Pick<SnapshotMeta, 'id' | 'takenAt' | 'source' | 'url'>,
    /** Finds a file of another snapshot by the hash of its content. */
    private readonly existing: (hash: string) => Promise<string | undefined>,
  ) {}

  get id(): string {
    return this.source.id;
  }

  async open(name: string): Promise<ByteSink> {
    await this.files.get(name)?.discard();
    const file = await BodyFile.create(this.dir, name);
    this.files.set(name, file);
    return {
      write: chunk => file.write(chunk),
      close: () => file.close(),
      fail: () => file.close(),
    };
  }

  async finish(
    facts: Omit<SnapshotMeta, 'id' | 'takenAt' | 'source' | 'url'>,
  ): Promise<SnapshotMeta> {
    const bodies: SnapshotBody[] = [];
    for (const body of facts.bodies) {
      const file = this.files.get(body.file);
      if (!file) continue;
      this.files.delete(body.file);
      await file.close();
      bodies.push({ ...body, file: await file.settle(this.existing) });
    }
    // Answers that turned out to be something else.
    for (const file of this.files.values()) await file.discard();
    const meta: SnapshotMeta = { ...facts, ...this.source, bodies };
    await writeWhole(path.join(this.dir, 'meta.json'), JSON.stringify(meta, undefined, 2));
    return meta;
  }

  async discard(): Promise<void> {
    for (const file of this.files.values()) await file.close().catch(() => undefined);
    await fs.promises.rm(this.dir, { recursive: true, force: true });
  }
}
