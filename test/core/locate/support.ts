/** Clusters as the tests need them, and workspaces made of text. */
import type { Cluster, Frame, WaitKind } from '../../../src/core/goroutine';
import { locateClusters, type Location } from '../../../src/core/locate/locate';
import type { SourcePort } from '../../../src/core/locate/port';
import type { GoSource, GoSourceOptions } from '../../../src/source/goSource';
import { openSource, temporaryFolder, writeFiles } from '../../source/support';

/** `func file:line` → frame. */
export function frame(text: string): Frame {
  const match = /^(\S+) (.+):(\d+)$/.exec(text);
  if (!match) throw new Error(`not a frame: ${text}`);
  return { func: match[1] ?? '', file: match[2], line: Number(match[3]) };
}

/** A cluster of one goroutine: leaf first, frames as `func file:line`. */
export function cluster(
  kind: WaitKind,
  frames: readonly string[],
  more: Partial<Cluster> & { readonly by?: string } = {},
): Cluster {
  const { by, ...rest } = more;
  return {
    signature: `${kind} ${frames.join(' ')} ${by ?? ''}`,
    count: 1,
    kind,
    state: kind,
    stateInferred: false,
    waitMinutes: undefined,
    frames: frames.map(frame),
    siteIndex: 0,
    createdBy: by === undefined ? undefined : frame(by),
    createdByInferred: false,
    ids: Float64Array.of(7),
    parentIds: new Float64Array(0),
    lockAddresses: [],
    leaked: 0,
    locked: 0,
    framesElided: 0,
    labels: [],
    hiddenPcs: undefined,
    ...rest,
  };
}

/** A cluster of debug=1. */
export function counted(kind: WaitKind, hiddenPcs: string, frames: readonly string[]): Cluster {
  return cluster(kind, frames, {
    state: undefined,
    ids: new Float64Array(0),
    hiddenPcs: hiddenPcs.split(' '),
  });
}

/** Opens a temporary workspace with these files. */
export async function workspace(
  files: Readonly<Record<string, string>>,
  options: Partial<GoSourceOptions> = {},
): Promise<{ dir: string; source: GoSource }> {
  const dir = temporaryFolder();
  writeFiles(dir, files);
  return { dir, source: await openSource({ roots: [dir], ...options }) };
}

/** The location of the one cluster. */
export function locate(one: Cluster, port: SourcePort): Location {
  const location = locateClusters([one], port).get(one.signature);
  if (!location) throw new Error('not located');
  return location;
}

/** Where a marked line stands: `// <marker>` at the end of a line, 1-based; 0 when it is not there. */
export function lineOf(text: string, marker: string): number {
  return text.split('\n').findIndex(line => line.endsWith(`// ${marker}`)) + 1;
}

/** `file:line reason`, the file below `dir`; `- reason` without an anchor. */
export function brief(location: Location, dir: string): string {
  const { anchor, anchorReason } = location;
  return anchor
    ? `${anchor.file.slice(dir.length + 1)}:${anchor.line} ${anchorReason}`
    : `- ${anchorReason}`;
}
