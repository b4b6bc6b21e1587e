/**
 * A second reader, for dumps as Go prints them and nobody has touched: short, strict, and with nothing of the reader under
 * test in it. What the two read of one recorded dump must be equal.
 */

/** One goroutine, or one group of debug=1. `frames`: `symbol file:line`, leaf first. */
export interface Told {
  readonly count: number;
  readonly id: number;
  readonly state: string;
  readonly minutes: number;
  readonly locked: boolean;
  readonly leaked: boolean;
  readonly labels: readonly string[];
  readonly frames: string[];
  createdBy: string;
  parent: number;
}

/** Reads a recorded dump; `format` is what the reader under test takes it for. */
export function tell(text: string, format: string): Told[] {
  if (format === 'debug=1') return tellCounts(text);
  if (format === 'race') return tellRace(text);
  if (format === 'delve') return tellDelve(text);
  return tellDump(text);
}

const nobody = { count: 1, id: 0, state: '', minutes: -1, locked: false, leaked: false };

function tellDump(text: string): Told[] {
  const told: Told[] = [];
  let now: Told | undefined;
  let waiting: string | undefined;
  let message = false;
  for (const line of outputOf(text).split('\n')) {
    if (/^(panic|fatal error): /.test(line)) message = true;
    else if (line.trim() === '') message = false;
    if (message) now = undefined;
    const header = message ? undefined : headerOf(line.trimStart(), now);
    if (header) {
      // A header in the message of a panic that a server survived: what stands below it is no stack.
      if (now?.frames.length === 0 && waiting !== undefined) told.pop();
      now = header;
      told.push(now);
      waiting = undefined;
    } else if (/^\s*$|^\s*\]$|^(FAIL|exit status|rax|r\w+ +0x|panic:|http:)|^\[orig/.test(line))
      now = undefined;
    else if (now) waiting = takeLine(now, line.replace(/^ {8}/, ''), waiting);
  }
  return told;
}

/** `go test -json` puts each line into an object. */
function outputOf(text: string): string {
  if (!text.startsWith('{"Time"')) return text;
  return text
    .split('\n')
    .filter(line => line.includes('"Output"'))
    .map(line => (JSON.parse(line) as { Output: string }).Output)
    .join('');
}

function headerOf(line: string, before: Told | undefined): Told | undefined {
  const goleak = /^\[?Goroutine (\d+) in state (.+), with .* on top of the stack:$/.exec(line);
  const head = /^goroutine (\d+)(?: gp=\S+)?(?: m=\S+)?(?: mp=\S+)? \[/.exec(line);
  if (goleak) return { ...bare(), id: Number(goleak[1]), state: goleak[2] ?? '' };
  // The line of goleak before 1.3 and Go's own header below it are one goroutine.
  if (!head || (before?.frames.length === 0 && before.id === Number(head[1]))) return undefined;
  const [status, labels] = splitHeader(line.slice(head[0].length));
  const [first = '', ...rest] = status.split(', ');
  const minutes = rest.map(part => /^(\d+) minutes$/.exec(part)?.[1]).find(Boolean);
  return {
    ...bare(),
    id: Number(head[1]),
    state: first.replace(/( \((leaked|scan|durable|synctest)\))+$/, ''),
    minutes: minutes === undefined ? -1 : Number(minutes),
    locked: rest.includes('locked to thread'),
    leaked: first.includes('(leaked)'),
    labels: labelsOf(labels),
  };
}

function bare(): Told {
  return { ...nobody, labels: [], frames: [], createdBy: '', parent: 0 };
}

/** Status and label set: inside the brackets until Go 1.26, behind them from 1.27. */
function splitHeader(rest: string): [status: string, labels: string] {
  const inside = rest.indexOf(' labels:{');
  if (inside >= 0) return [rest.slice(0, inside), rest.slice(inside + ' labels:'.length, -2)];
  const close = rest.indexOf(']');
  return [rest.slice(0, close), rest.slice(close + 2, -1)];
}

/** `key=value` with Go's escapes undone; bytes that are no UTF-8 come out as one mark each. */
function labelsOf(set: string): string[] {
  const word = /"((?:[^"\\]|\\.)*)"|[^\s"{}:,]+/y;
  const labels: string[] = [];
  if (set === '') return labels;
  let at = 1;
  const next = (): string => {
    while (set[at] === ' ') at++;
    word.lastIndex = at;
    const match = word.exec(set);
    at += match?.[0].length ?? 0;
    return unquote(match?.[1] ?? match?.[0] ?? '');
  };
  while (set[at] !== '}' && at < set.length) {
    const key = next();
    at++;
    labels.push(`${key}=${next()}`);
    if (set[at] === ',') at++;
  }
  return labels;
}

function unquote(text: string): string {
  return text.replace(/\\(?:x(..)|u(.{4})|U(.{8})|(.))/gs, (_, x, u, U, plain) => {
    if (x !== undefined && parseInt(String(x), 16) > 0x7f) return '\ufffd';
    const code = [x, u, U].find(part => part !== undefined) as string | undefined;
    if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
    const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\x07' };
    return named[String(plain)] ?? String(plain);
  });
}

/** Takes a line of a stack; returns the call or creator that waits for its file line. */
function takeLine(now: Told, line: string, waiting: string | undefined): string | undefined {
  if (/^\.\.\.(\d+|additional) frames elided\.\.\.$/.test(line)) return undefined;
  if (line.includes('; stack unavailable')) return undefined;
  const file = /^\s+(.+:\d+)(?: \+0x[0-9a-f]+)?(?: fp=\S+ sp=\S+)?(?: pc=0x[0-9a-f]+)?$/.exec(line);
  if (/^\s+pc=0x[0-9a-f]+$/.test(line) && waiting !== undefined) now.frames.push(`${waiting} -`);
  else if (file && waiting === 'created by') now.createdBy += ` ${file[1] ?? ''}`;
  else if (file && waiting !== undefined) {
    const native = / pc=0x/.test(line) && !/ \+0x| fp=/.test(line);
    now.frames.push(`${native ? waiting : symbolOf(waiting)} ${file[1] ?? ''}`);
  } else if (/^non-Go function at pc=/.test(line)) now.frames.push('non-Go function -');
  else {
    const created = /^created by (.+?)(?: in goroutine (\d+))?$/.exec(line);
    if (!created) return line;
    now.createdBy = created[1] ?? '';
    now.parent = Number(created[2] ?? 0);
    return 'created by';
  }
  return undefined;
}

function symbolOf(call: string): string {
  return call.endsWith(')') ? call.slice(0, call.lastIndexOf('(')) : call;
}

function tellCounts(text: string): Told[] {
  const told: Told[] = [];
  for (const block of text.split(/\n(?=\d+ @)/).slice(1)) {
    const count = Number(/^\d+/.exec(block)?.[0]);
    const set = /^# labels: (.*)$/m.exec(block)?.[1] ?? '';
    const lines = block.matchAll(/^#\t0x([0-9a-f]+)(?:\t(.+)\+0x[0-9a-f]+\t+(.+))?$/gm);
    const frames = [...lines]
      .filter(([, address, func]) => func !== undefined || address !== '0')
      .map(([, address, func, place]) =>
        func ? `${func} ${place ?? ''}` : `0x${address ?? ''} -`,
      );
    told.push({ ...bare(), count, frames, labels: labelsOf(set) });
  }
  return told;
}

/** Every access names a goroutine. */
function tellRace(text: string): Told[] {
  const told: Told[] = [];
  for (const report of text.split('WARNING: DATA RACE').slice(1)) {
    for (const section of report.split(/\n\n|\n(?=Previous )/)) {
      const by = /by (?:goroutine (\d+)|main goroutine):/.exec(section);
      if (!by) continue;
      const id = by[1] ?? '1';
      const made = new RegExp(
        `Goroutine ${id} \\((\\w+)\\) created at:\\n {2}(.+)\\(\\)\\n +(\\S+)`,
      );
      const [, state = '', creator = '', place = ''] = made.exec(report) ?? [];
      const frames = [...section.matchAll(/^ {2}(\S.*)\(\)\n {6}(\S+)/gm)].map(
        ([, func, file]) => `${func ?? ''} ${file ?? ''}`,
      );
      const createdBy = creator === '' ? '' : `${creator} ${place}`;
      told.push({ ...bare(), id: Number(id), state, frames, createdBy });
    }
  }
  return told;
}

function tellDelve(text: string): Told[] {
  const plain = text.replace(new RegExp(String.raw`\u001b\[\d*m`, 'g'), '');
  return plain
    .split(/^[* ] Goroutine (?=\d)/m)
    .slice(1)
    .map(block => {
      const [first = ''] = block.split('\n');
      const state = /\[(.+?)(?: \d+)?\]$/.exec(first)?.[1] ?? '';
      const stack = [...block.matchAll(/^\t *\d+ +0x\w+ in (.+)\n\t +at (.+)$/gm)];
      const user = /^\d+ - User: (\S+) (.+) \(0x\w+\)/.exec(first);
      const top = [`${user?.[2] ?? ''} ${user?.[1] ?? ''}`];
      const frames = stack.map(([, func, place]) => `${func ?? ''} ${place ?? ''}`);
      return {
        ...bare(),
        id: parseInt(first, 10),
        state,
        frames: frames.length > 0 ? frames : top,
      };
    });
}
