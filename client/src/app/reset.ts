/**
 * The server refused a change that cannot be taken out of the document: this copy is given up, a fresh one is opened,
 * and the words that did not go in are offered back. They are put aside before anything is thrown away.
 */
import { effect } from '@preact/signals';
import * as Y from 'yjs';
import type { Reset } from '../wire/connection';
import { type Unsaved, unsaved } from '../wire/unsaved';
import type { App } from './app';
import { closeSession, type OpenSession } from './session';

export async function startAfresh(
  app: App,
  old: OpenSession,
  reset: Reset,
  open: () => Promise<OpenSession>,
): Promise<OpenSession> {
  const ids = waiting(app, old, reset);
  const words = unsaved(old.doc, new Y.Doc(), ids);
  app.lost.add(words, reset.words);
  closeSession(old);
  await old.copy.clear();
  const fresh = await open();
  app.begin(fresh);
  offer(app, old.doc, fresh, words);
  return fresh;
}

/** Cards and comments the server has not kept: as the connection counted, as this browser remembers, never stamped. */
function waiting(app: App, { view }: OpenSession, { touched }: Reset): Set<string> {
  const unstamped = [...view.cards.values()].filter(({ label, created }) => !label && !created);
  return new Set([...touched, ...app.live.peek().unsent.cards.peek(), ...unstamped.map(({ id }) => id)]);
}

/** Once the fresh copy has arrived, what is in it after all is not lost. */
function offer(app: App, old: Y.Doc, { doc, connection }: OpenSession, words: readonly Unsaved[]): void {
  const stop = effect(() => {
    if (!connection.synced.value) return;
    queueMicrotask(() => stop());
    const ids = words.map(({ id }) => id);
    const still = new Set(unsaved(old, doc, ids).map(({ id }) => id));
    app.lost.letGo(ids.filter((id) => !still.has(id)));
    if (still.size) app.open({ kind: 'lost' });
    else app.announce('The board was opened afresh. Nothing of yours was lost.');
  });
}
