/** Everything about one card: beside the canvas where there is room, in the outline's column, else a page of its own. */
import { signal } from '@preact/signals';
import type { App } from './app';

export type DetailsTab = 'card' | 'journey' | 'threads' | 'challenges' | 'comments';

/** From here on the details stand beside the canvas (DESIGN, 11). */
export const BESIDE = '(min-width: 56.25rem)';
/** From here on the outline has a column for them (board.css). */
const COLUMN = '(min-width: 73.75rem)';

/** The card whose details stand beside the canvas. */
export const beside = signal<string | null>(null);
/** Which part of the details is shown; the next card opens at the same. */
export const tab = signal<DetailsTab>('card');

export function showDetails(app: App, card: string, part: DetailsTab = 'card'): void {
  tab.value = part;
  const canvas = app.mode.peek() === 'canvas' && !app.narrow.peek();
  if (canvas && matchMedia(BESIDE).matches) showBeside(app, card);
  else if (app.mode.peek() === 'outline' && !app.narrow.peek() && matchMedia(COLUMN).matches) {
    app.selection.value = new Set([card]);
    focusTab();
  } else app.open({ kind: 'comments', card });
}

function showBeside(app: App, card: string): void {
  app.close();
  beside.value = card;
  app.selection.value = new Set([card]);
  focusTab();
}

/** The panel is loaded when it is first needed: wait some frames for it. */
export function focusTab(frames = 120): void {
  requestAnimationFrame(() => {
    const chosen = document.querySelector<HTMLElement>('.det [role="tab"][aria-selected="true"]');
    if (chosen) chosen.focus();
    else if (frames) focusTab(frames - 1);
  });
}

/** Close what stands beside the canvas; the focus goes back to its card. */
export function hideDetails(app: App): void {
  const card = beside.peek();
  beside.value = null;
  if (card && app.session.peek().view.cards.has(card)) app.focusCard(card);
  else document.querySelector<HTMLElement>('main')?.focus();
}
