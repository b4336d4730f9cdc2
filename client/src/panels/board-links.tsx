/** Ways from the board to its other pages; at a desk they hang at the bar (board-menu.tsx), on a phone they are a list. */
import { useApp } from './context';

interface Way {
  readonly to: string;
  readonly words: string;
  readonly facilitators?: boolean;
}

const WAYS: readonly Way[] = [
  { to: 'people', words: 'People and invitations', facilitators: true },
  { to: 'archive', words: 'Archive' },
  { to: 'report', words: 'Report' },
  { to: 'import', words: 'Bring a file in', facilitators: true },
  { to: 'export', words: 'Take a copy with you' },
];

export function BoardLinks() {
  const app = useApp();
  const { boot } = app;
  const mine = WAYS.filter((way) => !way.facilitators || boot.me.role === 'facilitator');
  const outline = app.mode.value === 'outline';
  const shut = ({ target, currentTarget }: Event & { currentTarget: HTMLElement }) => {
    const menu = (target as HTMLElement).closest('button') && currentTarget.closest('details');
    if (menu) menu.open = false;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its buttons have the keys; this only shuts the menu after them
    <ul class="boardlinks" onClick={shut}>
      <li class="boardlinks__view">
        <button type="button" onClick={() => app.show(outline ? 'canvas' : 'outline')}>
          {outline ? 'Show as a board' : 'Show as an outline'}
        </button>
      </li>
      <li class="boardlinks__folded">
        <button type="button" aria-haspopup="dialog" onClick={() => app.open({ kind: 'find' })}>
          Find
        </button>
      </li>
      {app.invite.value && !app.dock.value && (
        <li class="boardlinks__folded">
          <button type="button" aria-haspopup="dialog" onClick={() => app.open({ kind: 'invite' })}>
            Invite people
          </button>
        </li>
      )}
      <li>
        <button type="button" aria-haspopup="dialog" onClick={() => app.open({ kind: 'talk' })}>
          All comments
        </button>
      </li>
      <li class="boardlinks__look">
        <button type="button" aria-haspopup="dialog" onClick={() => app.open({ kind: 'settings' })}>
          Look and sound
        </button>
      </li>
      {app.notes.value.length > 0 && (
        <li>
          <button type="button" aria-haspopup="dialog" onClick={() => app.open({ kind: 'notes' })}>
            Messages about your cards
          </button>
        </li>
      )}
      {mine.map(({ to, words }) => (
        <li key={to}>
          <a href={`/b/${boot.board.id}/${to}`}>{words}</a>
        </li>
      ))}
    </ul>
  );
}
