/** A small menu at a point: arrows, Enter, Escape; gone when the focus leaves it. */

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
  const menu = document.createElement('div');
  menu.className = 'menu canvas__menu';
  menu.role = 'menu';
  menu.ariaLabel = label;
  const close = () => {
    const inside = menu.contains(document.activeElement);
    menu.remove();
    if (inside && before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  menu.append(...choices.map((choice) => item(choice, close)));
  menu.addEventListener('keydown', (event) => step(event, menu, close));
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!menu.contains(relatedTarget as Node | null)) menu.remove();
  });
  menu.style.translate = `${at.sx}px ${at.sy}px`;
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
