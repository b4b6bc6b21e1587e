/**
 * What runs inside the extension host of a real VS Code: `run` is called by the editor, its tests use the API directly
 * and the page of the workbench through the bridge. GLENS_SUITE names the list of tests.
 */
import { access } from './access';
import { dumps } from './dumps';
import { firstSession } from './firstSession';
import { incident } from './incident';
import { reopened } from './reopened';
import type { EditorTest } from './support';
import { report } from './workbench';

const suites: Readonly<Record<string, readonly EditorTest[]>> = {
  firstSession,
  reopened,
  incident,
  access,
  dumps,
};

/** Runs the tests in their order; rejects when one failed. Later ones stand on what earlier ones left. */
export async function run(): Promise<void> {
  const name = process.env.GLENS_SUITE ?? '';
  const tests = suites[name];
  if (!tests) throw new Error(`no suite is called "${name}"`);
  let failed = 0;
  for (const test of tests) if (!(await runTest(test))) failed++;
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed`);
}

async function runTest({ name, body }: EditorTest): Promise<boolean> {
  const start = Date.now();
  try {
    const figures = await body();
    await report({
      name: figures ? `${name}: ${figures}` : name,
      ok: true,
      ms: Date.now() - start,
    });
    return true;
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await report({ name, ok: false, ms: Date.now() - start, error: text });
    return false;
  }
}
