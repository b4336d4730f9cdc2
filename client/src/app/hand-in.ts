/** A card that was sent back to me goes to the desk again. */
import type { App } from './app';

export async function handIn(app: App, card: string): Promise<void> {
  const { ask } = await import('../facilitator/ask');
  const { ok } = await ask(app, 'hand-in', { card });
  if (ok) app.toast('Handed in again. It waits for approval; you can go on writing.');
}
