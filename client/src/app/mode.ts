/** Canvas or outline: in the address, and remembered on this device. */
import { keep, kept } from './kept';

export type Mode = 'canvas' | 'outline';

const KEY = 'view';

/** Narrower than this the page is a phone's: tabs instead of bars and columns. */
export const NARROW = '(max-width: 719.98px)';

/** From here on the board has room for what stands beside it. */
export const WIDE = '(min-width: 1180px)';

/** The address decides; without a word in it a phone shows the list, anything else what was chosen here last. */
export function chosenMode(): Mode {
  const asked = new URL(location.href).searchParams.get('view');
  if (asked) return asked === 'outline' ? 'outline' : 'canvas';
  return matchMedia(NARROW).matches || kept(KEY) === 'outline' ? 'outline' : 'canvas';
}

export function keepMode(mode: Mode): void {
  keep(KEY, mode);
  const url = new URL(location.href);
  if (mode === 'outline') url.searchParams.set('view', 'outline');
  else url.searchParams.delete('view');
  history.replaceState(history.state, '', url);
}
