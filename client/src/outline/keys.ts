/** Keys on a card of the outline. Letters work only while they are switched on, and never while writing. */
import { edit } from '../app/act';
import { shift } from '../app/act-on';
import type { App } from '../app/app';
import { duplicate } from '../app/copy';
import { showDetails } from '../app/details';

export function onCardKey(app: App, id: string, event: KeyboardEvent): void {
  const card = event.currentTarget as HTMLElement;
  const writing = (event.target as HTMLElement).closest('textarea, input, select');
  if (writing || event.isComposing || app.overlay.peek()) return;
  const act = find(app, id, card, event);
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function find(app: App, id: string, card: HTMLElement, event: KeyboardEvent): (() => void) | undefined {
  const on = event.target === card;
  const { key, altKey, shiftKey } = event;
  if (altKey && key === 'ArrowUp') return () => shift(app, id, -1);
  if (altKey && key === 'ArrowDown') return () => shift(app, id, 1);
  if (altKey && key === 'Enter') return () => showDetails(app, id);
  if (key === 'ContextMenu' || (shiftKey && key === 'F10'))
    return () => app.open({ kind: 'card-menu', card: id, at: card });
  const command = event.ctrlKey || event.metaKey;
  if (command && key.toLowerCase() === 'd') return () => duplicate(app, [id]);
  if (altKey || command) return undefined;
  const steps: Record<string, () => void> = {
    ArrowDown: () => step(card, 1),
    ArrowUp: () => step(card, -1),
    Home: () => step(card, Number.NEGATIVE_INFINITY),
    End: () => step(card, Number.POSITIVE_INFINITY),
    Escape: () => card.focus(),
    Delete: () => app.open({ kind: 'delete', cards: [id] }),
  };
  if (steps[key]) return steps[key];
  if (on && key === 'Enter') return () => edit(app, id);
  return app.keysOn.peek() ? letter(app, id, card, key) : undefined;
}

function letter(app: App, id: string, card: HTMLElement, key: string): (() => void) | undefined {
  const at = card.querySelector('.orow__acts') ?? card;
  const letters: Record<string, () => void> = {
    m: () => app.open({ kind: 'move', card: id, at }),
    t: () => app.open({ kind: 'thread', card: id }),
    w: () => app.open({ kind: 'lineage', card: id }),
    r: () => app.open({ kind: 'react', card: id, at }),
    k: () => showDetails(app, id, 'comments'),
  };
  return key === 'K' ? undefined : letters[key.toLowerCase()];
}

/** To the next or previous card in reading order, across zones. */
function step(card: HTMLElement, by: number): void {
  const cards = [...document.querySelectorAll<HTMLElement>('main [data-id]')];
  const to = Math.min(Math.max(cards.indexOf(card) + by, 0), cards.length - 1);
  cards[to]?.focus();
}
