/** Times in the display language, the same as the panel writes them. */
import * as vscode from 'vscode';

/** Date and time of a moment in milliseconds since 1970. */
export function dateTime(at: number): string {
  return new Date(at).toLocaleString(vscode.env.language, {
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
}

/** The time of day alone. */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString(vscode.env.language, {
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
}
