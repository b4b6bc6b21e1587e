/** Dumps as Go prints them, for machines without Go, and for sizes that a Go program has no memory for. */
import fs from 'node:fs';

/** Writes N goroutines of F frames. `varied`: as `bench/dump` with that word, mixed waits, other parents, minutes. */
export function writeSyntheticDump(file, goroutines, frames, varied) {
  const out = fs.openSync(file, 'w');
  let text = '';
  for (let id = 2; id <= goroutines + 1; id++) {
    text += goroutine(id, frames, varied);
    if (id <= goroutines) text += '\n';
    if (text.length < 1 << 20 && id <= goroutines) continue;
    fs.writeSync(out, text);
    text = '';
  }
  fs.closeSync(out);
}

const waits = [
  ['chan send', 'handle', 66],
  ['chan receive', 'wait', 82],
  ['select', 'choose', 95],
  ['sleep', 'pause', 101],
  ['IO wait', 'serve', 120],
];

function goroutine(id, frames, varied) {
  const [state, func, line] = waits[varied ? ((id * 2654435761) >>> 16) % waits.length : 0];
  const minutes = varied && id % 3 === 0 ? `, ${1 + (id % 90)} minutes` : '';
  let text = `goroutine ${id} [${state}${minutes}]:\n`;
  for (let i = 0; i < frames; i++) {
    const address = (0xc000000000 + id * 256 + i * 16).toString(16);
    const number = ((id * (i + 7)) % 65536).toString(16);
    text += `main.${func}(0x${(frames - i).toString(16)}?, 0x${address}, {0x4c7f94?, 0x${number}})\n`;
    text += `\t/app/bench/dump/main.go:${line + (i > 0 ? 3 : 0)} +0x45\n`;
  }
  const parent = varied ? id - 1 : 1;
  return `${text}created by main.main in goroutine ${parent}\n\t/app/bench/dump/main.go:33 +0x1c7\n`;
}
