/** Rows of goroutines in the making. A dump may hold a million: they are kept in typed columns, a page after the other. */
import type { LineNumber, Members, Minutes } from '../goroutine';

const firstPage = 4;
/** Larger pages would waste more at their end than fewer pages save. */
const largestPage = 1 << 13;

/** Some rows, in the columns of {@link Members}. */
class Page {
  readonly ids: Float64Array;
  readonly parentIds: Float64Array;
  readonly lockAddresses: Float64Array;
  readonly waitMinutes: Int32Array;
  readonly createdByLines: Int32Array;
  readonly flags: Uint8Array;

  constructor(readonly size: number) {
    this.ids = new Float64Array(size);
    this.parentIds = new Float64Array(size);
    this.lockAddresses = new Float64Array(size);
    this.waitMinutes = new Int32Array(size);
    this.createdByLines = new Int32Array(size);
    this.flags = new Uint8Array(size);
  }
}

export class MemberRows {
  /** Rows so far. */
  protected count = 0;
  private page = new Page(firstPage);
  private pages: Page[] = [this.page];
  private used = 0;
  private hasLocks = false;
  private hasFlags = false;

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
    if (lockAddress !== 0) this.setLock(row, lockAddress);
    if (flags !== 0) this.setFlags(row, flags);
  }

  /**
   * The rows as columns; there are none left afterwards. A column of nothing but zeros is not written to: the system gives
   * no memory for it then.
   */
  protected takeMembers(): Members {
    const { pages, count, hasLocks, hasFlags } = this;
    this.page = new Page(0);
    this.pages = [];
    return {
      ids: joined(new Float64Array(count), pages, 'ids'),
      waitMinutes: joined(new Int32Array(count), pages, 'waitMinutes'),
      parentIds: joined(new Float64Array(count), pages, 'parentIds'),
      createdByLines: joined(new Int32Array(count), pages, 'createdByLines'),
      lockAddresses: joined(new Float64Array(count), hasLocks ? pages : [], 'lockAddresses'),
      flags: joined(new Uint8Array(count), hasFlags ? pages : [], 'flags'),
    };
  }

  private setLock(row: number, address: number): void {
    this.page.lockAddresses[row] = address;
    this.hasLocks = true;
  }

  private setFlags(row: number, flags: number): void {
    this.page.flags[row] = flags;
    this.hasFlags = true;
  }

  private nextPage(): void {
    this.page = new Page(Math.min(this.page.size * 2, largestPage));
    this.pages.push(this.page);
    this.used = 0;
  }
}

function joined<T extends Float64Array | Int32Array | Uint8Array>(
  column: T,
  pages: readonly Page[],
  name: keyof Members,
): T {
  let at = 0;
  for (const page of pages) {
    const rows = Math.min(page.size, column.length - at);
    column.set(page[name].subarray(0, rows), at);
    at += rows;
  }
  return column;
}
