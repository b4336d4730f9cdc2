/** A card that was sent back to me goes to the desk again; and one of mine on the board is taken up, to change it. */
import type { App } from './app';

export async function handIn(app: App, card: string): Promise<void> {
  const { ask } = await import('../facilitator/ask');
  const { ok } = await ask(app, 'hand-in', { card });
  if (ok) app.toast('Handed in again. It waits for approval; you can go on writing.');
}

const PATIENCE_MS = 5_000;

/** Open a card of mine for a change that waits: its copy comes into my own document first. */
export async function takeUp(app: App, card: string): Promise<void> {
  const { ask } = await import('../facilitator/ask');
  const { ok } = await ask(app, 'hand-in', { take_up: card });
  if (!ok) return;
  const { commands, view } = app.session.peek();
  const look = () => {
    if (commands.mayReword(card) !== true) return;
    stop();
    app.editing.value = card;
  };
  const unwatch = view.onChange(look);
  const over = setTimeout(() => stop(), PATIENCE_MS);
  const stop = () => {
    clearTimeout(over);
    unwatch();
  };
  look();
}
