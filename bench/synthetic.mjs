/** A dump as Go prints it, for machines without Go. */
import fs from 'node:fs';

/** Writes N goroutines of F frames; most of them are blocked in one send. */
export function writeSyntheticDump(file, goroutines, frames) {
  const out = fs.openSync(file, 'w');
  let text = '';
  for (let id = 1; id <= goroutines; id++) {
    text += goroutine(id, frames);
    if (id < goroutines) text += '\n';
    if (text.length < 1 << 20 && id < goroutines) continue;
    fs.writeSync(out, text);
    text = '';
  }
  fs.closeSync(out);
}

function goroutine(id, frames) {
  const [state, func, line] =
    id % 100 === 0 ? ['chan receive', 'wait', 82] : ['chan send, 7 minutes', 'handle', 66];
  let text = `goroutine ${id} [${state}]:\n`;
  for (let i = 0; i < frames; i++) {
    const address = (0xc000000000 + id * 256 + i * 16).toString(16);
    text += `main.${func}(0x${(frames - i).toString(16)}?, 0x${address}, {0x4c7f94?, 0x6?})\n`;
    text += `\t/app/bench/dump/main.go:${line + (i > 0 ? 3 : 0)} +0x45\n`;
  }
  return `${text}created by main.main in goroutine 1\n\t/app/bench/dump/main.go:33 +0x1c7\n`;
}
