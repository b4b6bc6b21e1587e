/** Bytes → a snapshot, whatever they come from. */
import { createSnapshotReader } from '../core/parse/parse';
import type { Snapshot } from '../core/goroutine';
import { UnreadableInput } from './exit';
import { t } from './language';

/** Reads a whole stream. Rejects with what the stream rejects with; what is no dump comes back without a format. */
export async function readDump(bytes: AsyncIterable<Uint8Array>): Promise<Snapshot> {
  const reader = createSnapshotReader();
  for await (const chunk of bytes) reader.push(chunk);
  return reader.end();
}

/** The snapshot, where it is one. Throws {@link UnreadableInput} with what the input is instead. */
export function readable(snapshot: Snapshot, name: string): Snapshot {
  if (snapshot.refused !== undefined)
    throw new UnreadableInput(t('{0}: {1}', name, t(snapshot.refused)));
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
