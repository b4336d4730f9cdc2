/** A small menu at a point: arrows, Enter, Escape; gone when the focus leaves it. */

/** Room a menu takes (same-room.css, .menu), so that it stays on the canvas. */
const WIDTH = 236;
const ROW = 44;

export interface Choice {
  readonly words: string;
  run(): void;
}

export function choose(
  host: HTMLElement,
  label: string,
  at: { sx: number; sy: number },
  choices: Choice[],
): void {
  const before = document.activeElement;
  const open = new AbortController();
  const menu = document.createElement('div');
  menu.className = 'menu canvas__menu';
  menu.role = 'menu';
  menu.ariaLabel = label;
  const close = () => {
    open.abort(); // Removing the menu takes its focus away, which would close it again.
    menu.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  const left = ({ relatedTarget }: FocusEvent) => {
    if (menu.contains(relatedTarget as Node | null)) return;
    open.abort();
    menu.remove();
  };
  menu.append(...choices.map((choice) => item(choice, close)));
  menu.addEventListener('keydown', (event) => step(event, menu, close));
  menu.addEventListener('focusout', left, { signal: open.signal });
  const { clientWidth, clientHeight } = host;
  const [x, y] = [
    Math.min(at.sx, clientWidth - WIDTH),
    Math.min(at.sy, clientHeight - choices.length * ROW - 20),
  ];
  menu.style.translate = `${Math.max(0, x)}px ${Math.max(0, y)}px`;
  host.append(menu);
  (menu.firstElementChild as HTMLElement).focus({ preventScroll: true });
}

function item({ words, run }: Choice, close: () => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.role = 'menuitem';
  button.className = 'menu__item';
  button.textContent = words;
  button.addEventListener('click', () => {
    close();
    run();
  });
  return button;
}

function step(event: KeyboardEvent, menu: HTMLElement, close: () => void): void {
  event.stopPropagation();
  if (event.key === 'Escape') close();
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const items = [...menu.children] as HTMLElement[];
  const now = items.indexOf(document.activeElement as HTMLElement);
  items.at((now + by) % items.length)?.focus();
}
