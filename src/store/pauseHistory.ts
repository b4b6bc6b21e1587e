/** What full stacks took of each target, kept beside the snapshots: the next prediction is made of it. */
import fs from 'node:fs';
import path from 'node:path';
import { writeWhole } from './bodyFile';

/** As capture declares it. */
export interface PauseObservation {
  readonly at: number;
  readonly goroutines: number;
  readonly predictedMs: number;
  readonly observedMs: number;
}

export interface PauseHistory {
  observations(origin: string): Promise<readonly PauseObservation[]>;
  add(origin: string, observation: PauseObservation): Promise<void>;
}

const perOrigin = 10;
const maxOrigins = 200;

type Table = Record<string, readonly PauseObservation[]>;

/** The history of a store's folder; a damaged file is an empty history and is written anew. */
export function openPauseHistory(dir: string): PauseHistory {
  const file = path.join(dir, 'pauses.json');
  return {
    observations: async origin => (await readTable(file))[origin] ?? [],
    add: async (origin, observation) => {
      const { [origin]: known = [], ...others } = await readTable(file);
      // The origin asked last stands last: the first ones go when there are too many.
      const kept = Object.entries(others).slice(1 - maxOrigins);
      const table = {
        ...Object.fromEntries(kept),
        [origin]: [...known, observation].slice(-perOrigin),
      };
      await writeWhole(file, JSON.stringify(table));
    },
  };
}

async function readTable(file: string): Promise<Table> {
  try {
    const value: unknown = JSON.parse(await fs.promises.readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return {};
    const entries = Object.entries(value).map(([origin, list]: [string, unknown]) => [
      origin,
      Array.isArray(list) ? list.filter(isObservation) : [],
    ]);
    return Object.fromEntries(entries) as Table;
  } catch {
    return {};
  }
}

function isObservation(value: unknown): value is PauseObservation {
  const fields = ['at', 'goroutines', 'predictedMs', 'observedMs'];
  return (
    typeof value === 'object' &&
    value !== null &&
    fields.every(field => Number.isFinite((value as Record<string, unknown>)[field]))
  );
}
