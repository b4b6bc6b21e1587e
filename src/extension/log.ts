/** The log of the extension: whatever is written to it, no secret stands in it. */
import type * as vscode from 'vscode';
import { redact } from './redact';

/** The same channel; texts and errors lose their secrets on the way. `headers`: names of headers that hold some. */
export function redactingLog(
  channel: vscode.LogOutputChannel,
  headers: () => readonly string[],
): vscode.LogOutputChannel {
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value, headers());
    return value instanceof Error ? redact(value.stack ?? value.message, headers()) : value;
  };
  // Not the channel itself: what VS Code freezes a proxy could not replace.
  return new Proxy({} as vscode.LogOutputChannel, {
    get: (_, name) => {
      const value: unknown = Reflect.get(channel, name);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]): unknown =>
        Reflect.apply(value, channel, args.map(clean)) as unknown;
    },
  });
}
