/** The processes below the extension host. */
import { execFileSync } from 'node:child_process';

/** The process ids of our language servers that this extension host started. */
export function languageServers(): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(match => match !== null);
  return rows
    .filter(
      ([, , parent, args]) => Number(parent) === process.pid && /dist.server\.js/.test(args ?? ''),
    )
    .map(([, pid]) => Number(pid));
}
