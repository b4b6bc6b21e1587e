/**
 * Where one dump ends and the next begins in text. Goroutine 1 exists once in a process, and stands near the begin of a
 * dump: behind the one that asked for it (`[running]`), the one that panicked, or goroutine 0 of SIGQUIT.
 */
import type { Header } from './header';

/** `same`: of the dump at hand; `maybe`: the next one, if goroutine 1 follows; `new`: of the next one. */
export type Side = 'same' | 'maybe' | 'new';

type Banner = 'quit' | 'death';

export class DumpBoundary {
  private banner: Banner | undefined;
  private readonly banners = new Set<Banner>();
  /** Id of the first goroutine of the dump at hand: the next dump of this process may begin with it again. */
  firstId = 0;
  private hasMain = false;
  private requested = false;
  /** `-----` was seen, and not yet the SIGQUIT of the thread behind it. */
  private threadMark = false;
  /** GOTRACEBACK=crash shows one thread after the other: the ids of one process repeat. */
  private perThread = false;

  /** A line was seen that may begin a dump. */
  get expectsHeader(): boolean {
    return this.banner !== undefined;
  }

  /** Whether another dump may begin with this goroutine. */
  mayBegin(id: number): boolean {
    return id === 1 || (this.hasMain && id === this.firstId);
  }

  /** Looks at a line that is no header and has no prefix. */
  look(line: string): void {
    if (line === '-----') this.threadMark = true;
    else if (line === 'SIGQUIT: quit') this.quit();
    else if (isDeath(line)) this.announce('death');
  }

  /** Takes the next header and tells where it belongs. */
  header({ id, state }: Header): Side {
    const { banner } = this;
    const again = banner !== undefined && this.banners.has(banner);
    if (again || (id === 1 && this.hasMain && !this.perThread)) return this.begin(id, 'new');
    const known = (this.hasMain || this.requested) && !this.perThread;
    const begins = state === 'running' || state === 'idle' || (id === this.firstId && id > 0);
    const leads = begins || banner !== undefined;
    if (known && leads && id !== 1) return this.begin(id, 'maybe');
    this.note(id);
    return 'same';
  }

  /** The goroutine that asked for the dump was read: one over HTTP begins with it. */
  requester(): void {
    this.requested = true;
  }

  private begin(id: number, side: Side): Side {
    this.banners.clear();
    this.hasMain = this.requested = this.perThread = false;
    this.firstId = 0;
    this.note(id);
    return side;
  }

  private note(id: number): void {
    if (id === 1) this.hasMain = true;
    if (this.firstId === 0) this.firstId = id;
    if (this.banner !== undefined) this.banners.add(this.banner);
    this.banner = undefined;
  }

  private quit(): void {
    if (this.threadMark) this.perThread = true;
    else this.announce('quit');
    this.threadMark = false;
  }

  private announce(banner: Banner): void {
    this.banner = banner;
    this.perThread = false;
  }
}

/** What a process prints when it dies of itself. */
export function isDeath(line: string): boolean {
  return line.startsWith('panic: ') || line.startsWith('fatal error: ');
}
