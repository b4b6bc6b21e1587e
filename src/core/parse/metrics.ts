/**
 * What a process says of itself beside its goroutines: the text of a Prometheus exporter (`/metrics`), or the JSON of package expvar
 * (`/debug/vars`). Names: github.com/prometheus/client_golang/prometheus/go_collector.go and process_collector.go, runtime.MemStats.
 */
export interface ProcessMetrics {
  /** Bytes of stack spans in use, of all goroutines together. */
  readonly stackInUseBytes?: number;
  readonly heapInUseBytes?: number;
  /** When the process started, milliseconds since 1970. */
  readonly processStartMs?: number;
}

/** Figures that are read, and how many of what we count make one of theirs. */
const names: ReadonlyMap<string, readonly [keyof ProcessMetrics, number]> = new Map([
  ['go_memstats_stack_inuse_bytes', ['stackInUseBytes', 1]],
  ['go_memstats_heap_inuse_bytes', ['heapInUseBytes', 1]],
  ['process_start_time_seconds', ['processStartMs', 1000]],
]);

/** Reads either form; `undefined` where the text holds none of the figures. Never throws. */
export function readMetrics(text: string): ProcessMetrics | undefined {
  const found = text.trimStart().startsWith('{') ? fromExpvar(text) : fromPrometheus(text);
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Figures that come from elsewhere: those that are what they should be, as far as there are any. */
export function knownFigures(
  figures: Readonly<Partial<Record<keyof ProcessMetrics, unknown>>>,
): ProcessMetrics {
  const { stackInUseBytes, heapInUseBytes, processStartMs } = figures;
  return {
    ...(isCount(stackInUseBytes) && { stackInUseBytes }),
    ...(isCount(heapInUseBytes) && { heapInUseBytes }),
    ...(isCount(processStartMs) && { processStartMs }),
  };
}

/** `go_memstats_heap_inuse_bytes 3.1e+07`; labels between the two, and a time behind them, are passed over. */
function fromPrometheus(text: string): ProcessMetrics {
  const found: Partial<Record<keyof ProcessMetrics, number>> = {};
  for (const line of text.split('\n')) {
    const end = line.search(/[\s{]/);
    const known = end > 0 ? names.get(line.slice(0, end)) : undefined;
    if (!known) continue;
    const [key, unit] = known;
    const figure = Number(
      line
        .slice(Math.max(end, line.lastIndexOf('}') + 1))
        .trim()
        .split(/\s/)[0],
    );
    if (isCount(figure)) found[key] ??= Math.round(figure * unit);
  }
  return found;
}

function fromExpvar(text: string): ProcessMetrics {
  const { StackInuse, HeapInuse } = memstatsOf(text);
  return knownFigures({ stackInUseBytes: StackInuse, heapInUseBytes: HeapInuse });
}

function memstatsOf(text: string): { readonly StackInuse?: unknown; readonly HeapInuse?: unknown } {
  try {
    const { memstats } = JSON.parse(text) as { memstats?: unknown };
    return typeof memstats === 'object' && memstats !== null ? memstats : {};
  } catch {
    return {};
  }
}

function isCount(figure: unknown): figure is number {
  return typeof figure === 'number' && Number.isFinite(figure) && figure > 0;
}
