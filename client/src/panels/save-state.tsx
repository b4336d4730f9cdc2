/** The saved light: tells the truth. "Saved" means on the server's disk, not sent. */
import type { Saved } from '../wire/connection';
import { useApp } from './context';
import { Icon, type IconName } from './icon';

/** The words and picture of a state; `kept` cards wait here. */
export function savedWords(
  { state, waiting }: Saved,
  kept: number,
): { icon: IconName; words: string; tone: string } {
  const n = Math.max(kept, waiting ? 1 : 0);
  if (state === 'saved') return { icon: 'cloudCheck', words: 'Saved', tone: 'ok' };
  if (state === 'saving') return { icon: 'loader', words: 'Saving…', tone: 'busy' };
  if (state === 'offline')
    return { icon: 'offline', words: n ? `Offline, ${n} kept here` : 'Offline', tone: 'warn' };
  return { icon: 'alert', words: 'Not saved yet', tone: 'danger' };
}

export function SaveState() {
  const app = useApp();
  const saved = app.session.value.connection.saved.value;
  const { icon, words, tone } = savedWords(saved, app.live.value.unsent.cards.value.size);
  return (
    <button
      type="button"
      class={`saved saved--${tone}`}
      aria-haspopup="dialog"
      onClick={() => app.open({ kind: 'unsent' })}
    >
      <Icon name={icon} />
      <span>{words}</span>
    </button>
  );
}
