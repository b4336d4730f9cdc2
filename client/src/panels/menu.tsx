/** A menu that hangs at a card: arrows, first letters, Escape. What I may not do stays, with its reason. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Anchor } from '../app/app';
import { useApp } from './context';
import { hang } from './hang';

export interface MenuItem {
  readonly label: string;
  readonly icon?: ComponentChildren;
  readonly keys?: string;
  /** Why it may not be chosen now. */
  readonly why?: string | undefined;
  readonly danger?: boolean;
  readonly checked?: boolean;
  /** The menu stays open, so that it can be chosen again: a step of many. */
  readonly stays?: boolean;
  run(): void;
}

export interface MenuProps {
  readonly label: string;
  readonly at: Anchor;
  /** Null draws a line. */
  readonly items: readonly (MenuItem | null)[];
}

export function Menu({ label, at, items }: MenuProps) {
  const app = useApp();
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    hang(menu.current!, at);
    buttons(menu.current!)
      .find((button) => button.ariaDisabled !== 'true')
      ?.focus();
    return onPressOutside(menu.current!, () => app.close());
  }, [at, app]);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = target(event, buttons(menu.current!));
    if (event.key === 'Escape' || event.key === 'Tab') app.close();
    else if (to) to.focus();
    else if (event.key.length > 1) return;
    if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
    event.stopPropagation();
  };
  // A landmark around it, so that nothing of the page lies outside all of them.
  return (
    <section aria-label={label}>
      <div
        class="menu menu--hung"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        ref={menu}
        onKeyDown={onKeyDown}
      >
        {items.map((item, at) => (item ? <Item key={item.label} item={item} /> : <hr key={`line ${at}`} />))}
      </div>
    </section>
  );
}

function Item({ item }: { item: MenuItem }) {
  const app = useApp();
  const choose = () => {
    if (item.why) return app.announce(item.why, true);
    const before = app.overlay.peek();
    item.run();
    if (!item.stays && app.overlay.peek() === before) app.close();
  };
  const role = item.checked === undefined ? 'menuitem' : 'menuitemcheckbox';
  const state = item.checked === undefined ? {} : { 'aria-checked': item.checked };
  return (
    <button
      type="button"
      class={`menu__item${item.danger ? ' menu__item--danger' : ''}`}
      role={role}
      tabIndex={-1}
      aria-disabled={item.why ? 'true' : undefined}
      onClick={choose}
      {...state}
    >
      {item.icon}
      <span class="menu__label">
        {item.label}
        {item.why && <span class="xs menu__why">{item.why}</span>}
      </span>
      {item.keys && !item.why && <kbd class="kbd">{item.keys}</kbd>}
    </button>
  );
}

function buttons(menu: HTMLElement): HTMLButtonElement[] {
  return [...menu.querySelectorAll<HTMLButtonElement>('.menu__item')];
}

/** The item a key leads to: the next or previous, first or last, or the next that begins with the letter. */
function target(event: KeyboardEvent, items: HTMLButtonElement[]): HTMLButtonElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  const wrap = (n: number) => items[(n + items.length) % items.length];
  if (event.key === 'ArrowDown') return wrap(at + 1);
  if (event.key === 'ArrowUp') return wrap(at < 0 ? -1 : at - 1);
  if (event.key === 'Home') return items[0];
  if (event.key === 'End') return items.at(-1);
  if (event.key.length > 1 || event.key === ' ') return undefined;
  const begins = (item: HTMLElement) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase());
  return [...items.slice(at + 1), ...items.slice(0, at + 1)].find(begins);
}

function onPressOutside(element: HTMLElement, then: () => void): () => void {
  const onPress = (event: Event) => {
    if (!element.contains(event.target as Node)) then();
  };
  document.addEventListener('pointerdown', onPress, true);
  return () => document.removeEventListener('pointerdown', onPress, true);
}
