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
  return (
    <button
      type="button"
      class={`saved saved--${useSaved().tone}`}
      aria-haspopup="dialog"
      onClick={() => app.open({ kind: 'unsent' })}
    >
      <SavedLight />
    </button>
  );
}

/** The same to be read only, where the bar's light is on the page already. */
export function SavedMark() {
  return (
    <span class={`saved saved--${useSaved().tone}`} aria-hidden="true">
      <SavedLight />
    </span>
  );
}

function SavedLight() {
  const { icon, words } = useSaved();
  return (
    <>
      <Icon name={icon} />
      <span>{words}</span>
    </>
  );
}

function useSaved(): ReturnType<typeof savedWords> {
  const app = useApp();
  return savedWords(app.session.value.connection.saved.value, app.live.value.unsent.cards.value.size);
}
