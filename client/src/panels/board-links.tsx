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
  return (
    <ul class="boardlinks">
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
