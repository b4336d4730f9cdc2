/** Ways from the board to its other pages; at a desk they hang at the bar, on a phone they are a list. */
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from './context';
import { Icon } from './icon';

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
      {mine.map(({ to, words }) => (
        <li key={to}>
          <a href={`/b/${boot.board.id}/${to}`}>{words}</a>
        </li>
      ))}
    </ul>
  );
}

export function BoardMenu() {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const shut = (event: PointerEvent) => {
      if (menu.current && !menu.current.contains(event.target as Node)) menu.current.open = false;
    };
    document.addEventListener('pointerdown', shut);
    return () => document.removeEventListener('pointerdown', shut);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !menu.current?.open) return;
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
    event.stopPropagation();
  };
  return (
    <details class="boardmenu" ref={menu} onKeyDown={onKeyDown}>
      <summary class="icon-btn" aria-label="More of this board" title="More of this board">
        <Icon name="ellipsis" />
      </summary>
      <nav class="menu" aria-label="More of this board">
        <BoardLinks />
      </nav>
    </details>
  );
}
