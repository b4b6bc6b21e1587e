/** Counts goroutines in bytes that pass by: what a broken answer held, and how deep its stacks are. */

export class PassingCount {
  goroutines = 0;
  /** Frames printed by debug=1, weighted by their group's count. */
  private frames = 0;
  private group = 0;
  private rest = '';
  private readonly marker = Buffer.from('\ngoroutine ');

  constructor(private readonly debug: 1 | 2) {}

  /** Mean stack depth of a debug=1 profile; `undefined` when nothing was counted. */
  get meanFrames(): number | undefined {
    return this.goroutines > 0 && this.frames > 0 ? this.frames / this.goroutines : undefined;
  }

  add(chunk: Buffer): void {
    if (this.debug === 2) this.addHeaders(chunk);
    else this.addGroups(chunk);
  }

  private addHeaders(chunk: Buffer): void {
    if (this.goroutines === 0 && chunk.indexOf('goroutine ') === 0) this.goroutines++;
    let at = chunk.indexOf(this.marker);
    while (at >= 0) {
      this.goroutines++;
      at = chunk.indexOf(this.marker, at + this.marker.length);
    }
  }

  private addGroups(chunk: Buffer): void {
    const lines = (this.rest + chunk.toString('latin1')).split('\n');
    this.rest = (lines.pop() ?? '').slice(0, 10_000);
    for (const line of lines) {
      const group = /^(\d+) @/.exec(line);
      if (group) {
        this.group = Number(group[1]);
        this.goroutines += this.group;
      } else if (line.startsWith('#\t0x')) this.frames += this.group;
    }
  }
}
