/** Line numbers that a page shows beside a text, and that copying puts between its lines: `1`, text, `2`, text. */
export class Gutter {
  private last = -1;
  private since = 0;
  private found = false;

  /** Whether a line is such a number and nothing else. */
  has(line: string): boolean {
    const number = line.length < 12 && /^\s*\d{1,7}\s*$/.test(line) ? Number(line) : -1;
    if (number < 0) {
      this.since++;
      return false;
    }
    if (number === this.last + 1 && this.since === 1) this.found = true;
    else if (this.since !== 1) this.found = false;
    this.last = number;
    this.since = 0;
    return this.found;
  }
}
