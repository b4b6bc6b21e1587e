/** The panel's end of the wire: the editor's webview API, typed, and the view state that survives a reload. */
import * as v from 'valibot';
import { PanelViewStateSchema } from '../protocol/panel';
import type { FromPanel, PanelViewState, ToPanel } from '../protocol/panel';

interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

const api = acquireVsCodeApi();

export function post(message: FromPanel): void {
  api.postMessage(message);
}

/** What the last page kept; empty when there is none or it was written by another version. */
export function readViewState(): PanelViewState {
  const parsed = v.safeParse(PanelViewStateSchema, api.getState());
  return parsed.success ? parsed.output : {};
}

/** Keeps the view state; what the schema refuses (an id that is too long) is not kept. */
export function keepViewState(state: PanelViewState): void {
  const parsed = v.safeParse(PanelViewStateSchema, state);
  if (parsed.success) api.setState(parsed.output);
}

/** Calls `take` with every message of the host; other windows' messages carry no known `type`. */
export function listen(take: (message: ToPanel) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const { data } = event;
    if (isToPanel(data)) take(data);
  });
}

function isToPanel(data: unknown): data is ToPanel {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  return data.type === 'state' || data.type === 'reveal';
}
