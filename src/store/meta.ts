/** What is known about a stored snapshot beside its raw bytes. Plain data: it is `meta.json` in the snapshot's folder. */

/** One answer of the target, as a file in the snapshot's folder. */
export interface SnapshotBody {
  readonly name: string;
  /** `1`: counts, `2`: full stacks; for a file or pasted text the format is found by reading: `2`. */
  readonly debug: 1 | 2;
  /** File name in the snapshot's folder. */
  readonly file: string;
  readonly bytes: number;
  /** False: the answer broke off, what arrived is kept. */
  readonly complete: boolean;
}

export interface SnapshotMeta {
  /** Name of the folder: the time it was taken, and chance. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** Target's name, file name or `clipboard`: hostile text. */
  readonly source: string;
  /** What was asked, without user name and password. */
  readonly url?: string;
  /** Goroutines that the index page announced. */
  readonly announced?: number;
  readonly bodies: readonly SnapshotBody[];
  /** Known once it was analysed. */
  readonly total?: number;
  readonly read?: number;
  readonly truncated?: boolean;
  readonly format?: string;
  /** Why a richer profile was not taken, in English. */
  readonly skipped?: string;
  /** Predicted pause of the target for full stacks, milliseconds. */
  readonly predictedPauseMs?: number;
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
  return { ...(value as unknown as SnapshotMeta), id, bodies };
}

function isBody(value: unknown): value is SnapshotBody {
  return (
    isRecord(value) &&
    typeof value['file'] === 'string' &&
    !/[/\\]|^\.\.?$/.test(value['file']) &&
    (value['debug'] === 1 || value['debug'] === 2) &&
    typeof value['bytes'] === 'number'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
