/** The ways from the board to its other pages, behind one button of the bar; fetched after the first look. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon';
import { later } from './later';

export const BoardLinks = later(() => import('./board-links').then((part) => part.BoardLinks));

export function BoardMenu() {
  const menu = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
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
    <details
      class="boardmenu"
      ref={menu}
      onKeyDown={onKeyDown}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary class="icon-btn" aria-label="More of this board" title="More of this board">
        <Icon name="ellipsis" />
      </summary>
      <nav class="menu" aria-label="More of this board">
        {open && <BoardLinks />}
      </nav>
    </details>
  );
}
