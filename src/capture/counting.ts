/** Counts goroutines in bytes that pass by: what a broken answer held, and how deep its stacks are. */

const marker = Buffer.from('\ngoroutine ');
const maxLine = 10_000;

export class PassingCount {
  goroutines = 0;
  /** Frames printed by debug=1, weighted by their group's count. */
  private frames = 0;
  private group = 0;
  private rest = '';
  /** The end of the last chunk, which may hold the begin of a marker. */
  private tail: Buffer = Buffer.from('\n');
  private counts: boolean | undefined;

  /** Mean stack depth of a debug=1 profile; `undefined` when nothing was counted. */
  get meanFrames(): number | undefined {
    return this.goroutines > 0 && this.frames > 0 ? this.frames / this.goroutines : undefined;
  }

  /** Text of a profile, in pieces of any size. Whether it holds counts or stacks is what its begin says. */
  add(chunk: Buffer): void {
    this.counts ??= isCounts(chunk);
    if (this.counts) this.addGroups(chunk);
    else this.addHeaders(chunk);
  }

  private addHeaders(chunk: Buffer): void {
    const bytes = Buffer.concat([this.tail, chunk]);
    let at = bytes.indexOf(marker);
    let from = 0;
    while (at >= 0) {
      this.goroutines++;
      from = at + marker.length;
      at = bytes.indexOf(marker, from);
    }
    this.tail = bytes.subarray(Math.max(from, bytes.length - marker.length + 1));
  }

  private addGroups(chunk: Buffer): void {
    const lines = (this.rest + chunk.toString('latin1')).split('\n');
    this.rest = (lines.pop() ?? '').slice(0, maxLine);
    for (const line of lines) {
      const group = /^(\d+) @/.exec(line);
      if (group) {
        this.group = Number(group[1]);
        this.goroutines += this.group;
      } else if (line.startsWith('#\t0x')) this.frames += this.group;
    }
  }
}

/** `goroutine profile: total 39`; the first chunk may be a single byte, which then counts as stacks. */
function isCounts(chunk: Buffer): boolean {
  return /^\w+ profile: total/.test(chunk.subarray(0, 60).toString('latin1'));
}
