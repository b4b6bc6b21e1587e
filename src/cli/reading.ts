/** Bytes → a snapshot, whatever they come from. */
import type { Snapshot } from '../core/goroutine';
import { withDamage } from '../core/parse/damage';
import { createSnapshotReader } from '../core/parse/parse';
import type { UnwrapReport } from '../store/unwrap';
import { UnreadableInput } from './exit';
import { sentenceOf, t } from './language';

/**
 * Reads the whole stream that `open` gives: unwrapped bytes, with a report of how the unwrapping went. `prefix`: what stands
 * before every line, where the reader is not to find it out. Rejects with what the stream rejects with; what is no dump
 * comes back without a format.
 */
export async function readDump(
  open: (report: UnwrapReport) => AsyncIterable<Uint8Array>,
  prefix?: string,
): Promise<Snapshot> {
  const reader = createSnapshotReader({ prefix });
  const report: UnwrapReport = {};
  for await (const chunk of open(report)) reader.push(chunk);
  return withDamage(reader.end(), report.damaged);
}

/** The snapshot, where it is one. Throws {@link UnreadableInput} with what the input is instead. */
export function readable(snapshot: Snapshot, name: string): Snapshot {
  if (snapshot.refused !== undefined)
    throw new UnreadableInput(t('{0}: {1}', name, sentenceOf(snapshot.refused)));
  if (snapshot.format === undefined) throw notADump(name);
  return snapshot;
}

/** `name`: the file, or the address without its password. */
export function notADump(name: string): UnreadableInput {
  return new UnreadableInput(
    t(
      'Nothing in {0} is a goroutine dump. Save /debug/pprof/goroutine?debug=2 of the program, or what it prints on SIGQUIT.',
      name,
    ),
  );
}
