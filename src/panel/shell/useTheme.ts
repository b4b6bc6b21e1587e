/** The editor's colours, read again whenever the theme changes: what is drawn on a canvas does not follow by itself. */
import { useEffect, useState } from 'preact/hooks';
import { onThemeChange, readTheme } from '../theme';
import type { Theme } from '../theme';

export function useTheme(): Theme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => onThemeChange(() => setTheme(readTheme())), []);
  return theme;
}
