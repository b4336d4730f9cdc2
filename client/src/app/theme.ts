/** Light, dark, high contrast, or as the device says. The script in the page's head applies it before the first paint. */
export type Theme = 'auto' | 'light' | 'dark' | 'contrast';

export const THEMES: readonly Theme[] = ['auto', 'light', 'dark', 'contrast'];
const KEY = 'sameroom.theme';

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY) as Theme | null;
  return kept && THEMES.includes(kept) ? kept : 'auto';
}

export function keepTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
