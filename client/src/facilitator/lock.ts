/** Locking a card, a zone or the board; the server notes it, and holds everyone but facilitators to it. */
import type { App } from '../app/app';
import { nameOf } from '../app/words';
import { ask } from './ask';

export async function lockCard(app: App, card: string, on: boolean): Promise<void> {
  const { ok } = await ask(app, 'lock', { card, on });
  const now = app.session.peek().view.cards.get(card);
  const back = { label: 'Undo', run: () => void lockCard(app, card, !on) };
  if (ok && now) app.toast(`${nameOf(now)} is ${on ? 'locked' : 'open'} now.`, back);
}

export async function lockZone(app: App, zone: string, on: boolean): Promise<void> {
  const { ok } = await ask(app, 'lock', { zone, on });
  const title = app.session.peek().view.zones.get(zone)?.title || 'The zone';
  const back = { label: 'Undo', run: () => void lockZone(app, zone, !on) };
  if (ok) app.toast(on ? `${title} is locked: its cards stay as they are.` : `${title} is open again.`, back);
}

export async function closeBoard(app: App, on: boolean): Promise<void> {
  const { ok } = await ask(app, 'lock', { board: true, on });
  // Closed, the board says so in a banner with the way back.
  const back = { label: 'Undo', run: () => void closeBoard(app, true) };
  if (ok && !on) app.toast('Everyone can write again.', back);
}

export async function keepToOwn(app: App, on: boolean): Promise<void> {
  const { ok } = await ask(app, 'lock', { own_only: true, on });
  if (ok)
    app.announce(on ? 'Everyone changes only their own cards now.' : 'Everyone can change any card now.');
}
