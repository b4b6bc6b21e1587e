/** The editor's colours for what is drawn on a canvas, and word of their change. */

export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly line: string;
  readonly accent: string;
  readonly focus: string;
  readonly match: string;
  /** Set in high contrast themes alone: draw every edge with it. */
  readonly contrast: string | undefined;
  readonly own: string;
  readonly dependency: string;
  readonly std: string;
  readonly font: string;
}

/** Reads the theme from the page's variables. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (name: string) => style.getPropertyValue(`--vscode-${name}`).trim();
  const foreground = read('foreground') || style.color;
  return {
    foreground,
    muted: read('descriptionForeground') || foreground,
    background: read('editor-background') || style.backgroundColor,
    line: read('widget-border') || read('panel-border') || read('contrastBorder') || foreground,
    accent: read('charts-blue') || foreground,
    focus: read('focusBorder') || foreground,
    match: read('editor-findMatchHighlightBackground') || read('charts-yellow') || foreground,
    contrast: read('contrastBorder') || undefined,
    own: read('charts-yellow') || foreground,
    dependency: read('charts-blue') || foreground,
    std: read('charts-lines') || foreground,
    font: `${read('font-size') || '13px'} ${read('font-family') || 'sans-serif'}`,
  };
}

/** Calls back after the editor has changed its theme; returns the way to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  // The webview host swaps the body's classes and the variables on the root's style attribute.
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributeFilter: ['style'] });
  return () => observer.disconnect();
}
