/** The page of the workbench, as the suite inside the extension host reaches it (see bridge.mjs). */

export interface TreeRow {
  readonly text: string;
  readonly label: string;
  readonly level: number;
  readonly expanded: string | null;
}

export interface Squiggle {
  readonly severity: string;
  readonly line: number;
  readonly text: string;
}

export interface QuickInput {
  readonly title: string;
  readonly placeholder: string;
  readonly value: string;
  readonly message: string;
  readonly rows: readonly string[];
}

export interface Workbench {
  run(title: string): Promise<void>;
  paletteOffers(text: string, wanted: string): Promise<string[]>;
  quickInput(): Promise<QuickInput>;
  answer(text: string): Promise<void>;
  type(text: string): Promise<void>;
  storedState(): Promise<string[]>;
  dismiss(): Promise<void>;
  openFile(file: string): Promise<void>;
  squiggles(): Promise<Squiggle[]>;
  lenses(): Promise<string[]>;
  hover(text: string): Promise<string>;
  clickInHover(text: string): Promise<void>;
  openContainer(label: string): Promise<void>;
  treeRows(view: string): Promise<TreeRow[]>;
  expandRow(view: string, text: string): Promise<void>;
  clickRow(view: string, text: string): Promise<void>;
  pressInRow(view: string, text: string, label: string): Promise<void>;
  welcome(view: string): Promise<string>;
  notifications(): Promise<string[]>;
  clearNotifications(): Promise<void>;
  pressNotificationButton(label: string): Promise<void>;
  statusBar(): Promise<string[]>;
  cursor(): Promise<{ file: string; line: number; column: number }>;
  clickLens(text: string): Promise<void>;
  panelText(): Promise<string>;
  panelClick(selector: string, text?: string): Promise<void>;
  panelFill(selector: string, text: string): Promise<void>;
  panelKeys(selector: string, keys: readonly string[]): Promise<void>;
  panelTexts(selector: string): Promise<string[]>;
  theme(name: string): Promise<void>;
  screenshot(file: string): Promise<void>;
}

export interface TestResult {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly error?: string;
}

/** The page behind the bridge whose port the environment names. */
export function connectWorkbench(): Workbench {
  const call =
    (method: string) =>
    (...args: unknown[]) =>
      request(method, args);
  return new Proxy({} as Workbench, { get: (_, name) => call(String(name)) });
}

/** Hands the result of one test to the runner. */
export async function report(result: TestResult): Promise<void> {
  await request('report', [result]);
}

async function request(method: string, args: readonly unknown[]): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${process.env.GLENS_BRIDGE}/`, {
    method: 'POST',
    body: JSON.stringify({ method, args }),
  });
  const answer = (await response.json()) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(`${method}: ${answer.error}`);
  return answer.value;
}
