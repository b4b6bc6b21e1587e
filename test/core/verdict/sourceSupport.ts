/** Dumps of programs whose source is at hand. */
import { lineOf, workspace } from '../locate/support';
import { capture, drawn, judged, mainGoroutine, type Group } from './support';

/** Judges groups whose frames name markers of main.go: `main.f SEND`. `before`: an earlier capture. */
export async function judgedWith(
  text: string,
  groups: readonly Group[],
  options = {},
  before?: readonly Group[],
) {
  const { dir, source } = await workspace({ 'go.mod': 'module example.com/m\n', 'main.go': text });
  const placed = (frame: string) =>
    frame.replace(/ ([A-Z]+)$/, (_, marker: string) => ` main.go:${lineOf(text, marker)}`);
  const dump = (drawnAt: readonly Group[]) => {
    const located = drawnAt.map(group => ({
      ...group,
      stack: group.stack.map(placed),
      ...(group.by !== undefined && { by: placed(group.by) }),
    }));
    return drawn([mainGoroutine, ...located]).replaceAll('/app/', `${dir}/`);
  };
  const captures = before ? [capture(dump(before), 0)] : [];
  try {
    return judged([...captures, capture(dump(groups), 60)], { source, ...options });
  } finally {
    source.dispose();
  }
}
