/** Rows of goroutines in the making. A dump may hold a million: they are kept in typed columns, a page after the other. */
import type { LineNumber, Members, Minutes } from '../goroutine';

const firstPage = 4;
/** Larger pages would waste more at their end than fewer pages save. */
const largestPage = 1 << 13;

/** Some rows, in the columns of {@link Members}. */
class Page {
  readonly ids: Float64Array;
  readonly parentIds: Float64Array;
  readonly waitMinutes: Int32Array;
  readonly createdByLines: Int32Array;
  lockAddresses: Float64Array;
  flags: Uint8Array;

  constructor(readonly size: number) {
    this.ids = new Float64Array(size);
    this.parentIds = new Float64Array(size);
    this.waitMinutes = new Int32Array(size);
    this.createdByLines = new Int32Array(size);
    this.lockAddresses = noLocks.subarray(0, size);
    this.flags = noFlags.subarray(0, size);
  }

  setLock(row: number, address: number): void {
    if (this.lockAddresses.buffer === noLocks.buffer)
      this.lockAddresses = new Float64Array(this.size);
    this.lockAddresses[row] = address;
  }

  setFlags(row: number, flags: number): void {
    if (this.flags.buffer === noFlags.buffer) this.flags = new Uint8Array(this.size);
    this.flags[row] = flags;
  }
}

/** Most goroutines wait for no mutex and carry no flag: their pages share these columns. */
const noLocks = new Float64Array(largestPage);
const noFlags = new Uint8Array(largestPage);

export class MemberRows {
  /** Rows so far. */
  protected count = 0;
  private page = new Page(firstPage);
  private pages: Page[] = [this.page];
  private used = 0;

  /** Adds a goroutine; the values are those of {@link Members}. */
  addRow(
    id: number,
    minutes: Minutes,
    parentId: number,
    createdByLine: LineNumber,
    lockAddress: number,
    flags: number,
  ): void {
    if (this.used === this.page.size) this.nextPage();
    const row = this.used++;
    const { page } = this;
    this.count++;
    page.ids[row] = id;
    page.waitMinutes[row] = minutes;
    page.parentIds[row] = parentId;
    page.createdByLines[row] = createdByLine;
    if (lockAddress !== 0) page.setLock(row, lockAddress);
    if (flags !== 0) page.setFlags(row, flags);
  }

  /** The rows, a page after the other; there are none left afterwards. */
  protected takeMembers(): readonly Members[] {
    const { pages, page, used } = this;
    this.page = new Page(0);
    this.pages = [];
    return pages.map(one => (one === page && used < page.size ? begin(page, used) : columns(one)));
  }

  private nextPage(): void {
    this.page = new Page(Math.min(this.page.size * 2, largestPage));
    this.pages.push(this.page);
    this.used = 0;
  }
}

function columns({ size: _, ...members }: Page): Members {
  return members;
}

/** The first rows of a page. */
function begin(page: Page, rows: number): Members {
  return {
    ids: page.ids.subarray(0, rows),
    waitMinutes: page.waitMinutes.subarray(0, rows),
    parentIds: page.parentIds.subarray(0, rows),
    createdByLines: page.createdByLines.subarray(0, rows),
    lockAddresses: page.lockAddresses.subarray(0, rows),
    flags: page.flags.subarray(0, rows),
  };
}
