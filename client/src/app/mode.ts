/** Canvas or outline: in the address, and remembered on this device. */
import { keep, kept } from './kept';

export type Mode = 'canvas' | 'outline';

const KEY = 'view';

/** The address decides; without a word in it, what was chosen here last. */
export function chosenMode(): Mode {
  const asked = new URL(location.href).searchParams.get('view');
  if (asked) return asked === 'outline' ? 'outline' : 'canvas';
  return kept(KEY) === 'outline' ? 'outline' : 'canvas';
}

export function keepMode(mode: Mode): void {
  keep(KEY, mode);
  const url = new URL(location.href);
  if (mode === 'outline') url.searchParams.set('view', 'outline');
  else url.searchParams.delete('view');
  history.replaceState(history.state, '', url);
}
