/** Facts of Go snippets, through the real parser. Markers at line ends say where goroutines stand and were started. */
import type { Cluster, WaitKind } from '../../../src/core/goroutine';
import type { SourceFacts } from '../../../src/core/lint/facts';
import { openSourceReader } from '../../../src/core/lint/sourceFacts';
import { locateClusters } from '../../../src/core/locate/locate';
import { formatText } from '../../../src/core/report/english';
import { cluster, lineOf, workspace } from '../locate/support';

export interface Case {
  readonly kind: WaitKind;
  /** Innermost first: `symbol marker`, e.g. `main.(*P).handle.func1 HERE`; the file is main.go, or follows in brackets. */
  readonly frames: readonly string[];
  readonly by?: string;
  readonly count?: number;
  readonly ids?: readonly number[];
  readonly parents?: readonly number[];
  /** Other files beside main.go. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The frames that debug=2 prints above the caller of a lock. */
const waitingIn: Partial<Record<WaitKind, readonly string[]>> = {
  mutex: ['sync.(*Mutex).Lock /go/src/sync/mutex.go:46'],
  rlock: ['sync.(*RWMutex).RLock /go/src/sync/rwmutex.go:74'],
  wlock: ['sync.(*RWMutex).Lock /go/src/sync/rwmutex.go:155'],
  waitgroup: ['sync.(*WaitGroup).Wait /go/src/sync/waitgroup.go:206'],
  cond: ['sync.(*Cond).Wait /go/src/sync/cond.go:71'],
};

/** The facts of one goroutine of the program `text` (main.go of module example.com/m, package main). */
export async function factsOf(text: string, one: Case): Promise<SourceFacts> {
  const [facts] = await factsOfAll(text, [one]);
  if (!facts) throw new Error('no facts: the goroutine has no place in the source');
  return facts;
}

/** The hits of goroutines that wait for mutexes, each by its frames, as `briefHits` writes them. */
export async function hitsTogether(
  text: string,
  stacks: readonly (readonly string[])[],
): Promise<string[][]> {
  const all = await factsOfAll(
    text,
    stacks.map(frames => ({ kind: 'mutex', frames })),
  );
  return all.map(facts => (facts ? briefHits(facts) : []));
}

/** The facts of several goroutines of one dump. */
export async function factsOfAll(
  text: string,
  cases: readonly Case[],
): Promise<(SourceFacts | undefined)[]> {
  const all: Record<string, string> = {
    'go.mod': 'module example.com/m\n',
    'main.go': text,
    ...cases[0]?.files,
  };
  const { dir, source } = await workspace(all);
  try {
    const clusters = cases.map(one => clusterOf(one, all, dir));
    const locations = locateClusters(clusters, source);
    const reader = openSourceReader(source);
    const around = { clusters, locations };
    return clusters.map(one => {
      const location = locations.get(one.signature);
      return location && reader.factsOf(one, location, around);
    });
  } finally {
    source.dispose();
  }
}

function clusterOf(
  { kind, frames, by, count = 1, ids = [7], parents = [] }: Case,
  files: Record<string, string>,
  dir: string,
): Cluster {
  const printed = (frame: string): string => {
    const [, func = '', marker = '', file = 'main.go'] =
      /^(\S+) (\w+)(?: \[(.+)\])?$/.exec(frame) ?? [];
    const line = lineOf(files[file] ?? '', marker);
    if (line === 0) throw new Error(`no line ends with // ${marker}`);
    return `${func} ${dir}/${file}:${line}`;
  };
  const waiting = waitingIn[kind] ?? [];
  const more = {
    ...(by === undefined ? {} : { by: printed(by) }),
    count,
    ids: Float64Array.from(ids),
    parentIds: Float64Array.from(parents),
  };
  return cluster(kind, [...waiting, ...frames.map(printed)], more);
}

/** Hits as `GL001 main.go:12`, with a `?` behind the rule when it is a possible cause only. */
export function briefHits(facts: SourceFacts): string[] {
  return facts.hits.map(({ rule, cause, certain }) => {
    const file = cause.file.slice(cause.file.lastIndexOf('/') + 1);
    return `${rule}${certain ? '' : '?'} ${file}:${cause.line}`;
  });
}

/** The first hit's sentence. */
export function sentenceOf(facts: SourceFacts): string | undefined {
  return facts.hits[0] && formatText(facts.hits[0].text);
}

/** A program whose `work` holds `body`; the goroutine stands in `work.func1` at HERE, started at GO. */
export function inWork(body: string, parameters = ''): string {
  return `package main\n\nfunc main() {}\n\nfunc work(${parameters}) error {\n${body}\n\treturn nil\n}\n`;
}

/** Hits of a goroutine that a literal of `work` blocks in. */
export async function hitsInWork(
  body: string,
  {
    kind = 'send',
    parameters = '',
  }: { readonly kind?: WaitKind; readonly parameters?: string } = {},
): Promise<string[]> {
  const text = inWork(body, parameters);
  const by = lineOf(text, 'GO') > 0 ? { by: 'main.work GO' } : {};
  const facts = await factsOf(text, { kind, frames: ['main.work.func1 HERE'], ...by });
  return briefHits(facts).map(hit => nameLine(text, hit));
}

/** `GL001 main.go:12` → `GL001 CAUSE` when line 12 ends with the marker `// CAUSE`. */
function nameLine(text: string, hit: string): string {
  return hit.replace(/ main\.go:(\d+)$/, (place, line: string) => {
    const marker = /\/\/ (\w+)$/.exec(text.split('\n')[Number(line) - 1] ?? '')?.[1];
    return marker === undefined ? place : ` ${marker}`;
  });
}
