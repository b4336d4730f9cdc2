/** Light, dark, high contrast, or as the device says. The script in the page's head applies it before the first paint. */
import { keep, kept } from './kept';

export type Theme = 'auto' | 'light' | 'dark' | 'contrast';

export const THEMES: readonly Theme[] = ['auto', 'light', 'dark', 'contrast'];
const KEY = 'theme';

export function chosenTheme(): Theme {
  const theme = kept(KEY) as Theme | null;
  return theme && THEMES.includes(theme) ? theme : 'auto';
}

export function keepTheme(theme: Theme): void {
  keep(KEY, theme);
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Calls back when the theme changes: by the switch, or by the device. */
export function onThemeChange(changed: () => void): () => void {
  const switched = new MutationObserver(changed);
  switched.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map(
    (query) => matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    switched.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
  };
}
