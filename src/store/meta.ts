/** What is known about a stored snapshot beside its raw bytes. Plain data: it is `meta.json` in the snapshot's folder. */

/** One answer of the target, as a file in the snapshot's folder. */
export interface SnapshotBody {
  /** `goroutine` or `goroutineleak`; for a file or pasted text `goroutine`. */
  readonly name: string;
  /** `0`: binary, `1`: counts, `2`: full stacks; for a file or pasted text the format is found by reading: `2`. */
  readonly debug: 0 | 1 | 2;
  /** File name in the snapshot's folder: the SHA-256 of its content. */
  readonly file: string;
  readonly bytes: number;
  /** False: the answer broke off, what arrived is kept. */
  readonly complete: boolean;
  /** When it was asked for, milliseconds since 1970. */
  readonly startedAt?: number;
  /** From the request to the first byte, and to the last, milliseconds. */
  readonly firstByteMs?: number;
  readonly durationMs?: number;
}

/** A profile that was not taken, with the reason in English. */
export interface SkippedBody {
  /** `goroutine?debug=2`, `goroutineleak`. */
  readonly profile: string;
  readonly reason: string;
}

export interface SnapshotMeta {
  /** Name of the folder: the time it was taken, and chance. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** Target's name, file name or `clipboard`: hostile text. */
  readonly source: string;
  /** What was asked, without user name and password, headers and query. */
  readonly url?: string;
  /** Goroutines that the index page announced, or the counts where those say more. */
  readonly announced?: number;
  readonly bodies: readonly SnapshotBody[];
  /** Known once it was analysed. */
  readonly total?: number;
  readonly read?: number;
  readonly truncated?: boolean;
  readonly format?: string;
  /** What the ladder left out. */
  readonly skipped?: readonly SkippedBody[];
  /** What broke off or could not be taken, in English. */
  readonly problems?: readonly string[];
  /** The program offers the leak profile: it was built with Go 1.26 or newer. */
  readonly leakProfileOffered?: boolean;
  /** Pause of the target for full stacks, milliseconds: foreseen, and as far as it showed. */
  readonly predictedPauseMs?: number;
  readonly observedPauseMs?: number;
  /** What the process said of itself beside this capture: bytes in use, and its start in milliseconds since 1970. */
  readonly stackInUseBytes?: number;
  readonly heapInUseBytes?: number;
  readonly processStartMs?: number;
}

/** Reads `meta.json`; `undefined` when it is damaged or of another shape. */
export function parseMeta(text: string, id: string): SnapshotMeta | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || typeof value['takenAt'] !== 'number') return undefined;
  if (typeof value['source'] !== 'string' || !Array.isArray(value['bodies'])) return undefined;
  const bodies = value['bodies'].filter(isBody);
  // The folder's name is the identity: a copied folder is a snapshot of its own.
  const { skipped, ...rest } = value as unknown as SnapshotMeta;
  return { ...rest, id, bodies, ...(Array.isArray(skipped) && { skipped }) };
}

function isBody(value: unknown): value is SnapshotBody {
  return (
    isRecord(value) &&
    typeof value['file'] === 'string' &&
    !/[/\\]|^\.\.?$/.test(value['file']) &&
    (value['debug'] === 0 || value['debug'] === 1 || value['debug'] === 2) &&
    typeof value['bytes'] === 'number'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
