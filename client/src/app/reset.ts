/**
 * The server refused a change that cannot be taken out of the document: this copy is given up, a fresh one is opened,
 * and the words that did not go in are offered back. They are put aside before anything is thrown away.
 */
import { effect, type ReadonlySignal } from '@preact/signals';
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
  /** It is what only I can see that is given up. */
  mine = false,
): Promise<OpenSession> {
  const ids = waiting(app, old, reset);
  const doc = mine ? old.mine.doc : old.doc;
  const words = unsaved(doc, new Y.Doc(), ids);
  app.lost.add(words, reset.words);
  closeSession(old);
  await (mine ? old.mineCopy : old.copy).clear();
  await (mine ? old.copy : old.mineCopy).close();
  const fresh = await open();
  app.begin(fresh);
  // What only I could see may be on the board by now, and nothing may call for my own document any more.
  if (mine) fresh.own.wake();
  const { connection, own } = fresh;
  offer(
    app,
    doc,
    mine ? [fresh.mine.doc, fresh.doc] : [fresh.doc],
    mine ? [own.synced, connection.synced] : [connection.synced],
    words,
  );
  return fresh;
}

/**
 * Something was erased from the board for good, from its whole history: no copy of it stays in this browser. What of
 * mine had not been kept is put aside, and offered when the page is there again.
 */
export async function openAnew(
  app: App,
  old: OpenSession,
  reset: Reset,
  reload = () => location.reload(),
): Promise<void> {
  const words = unsaved(old.doc, new Y.Doc(), waiting(app, old, reset));
  if (words.length) app.lost.add(words, reset.words);
  closeSession(old);
  await Promise.all([old.copy.clear(), old.mineCopy.clear()]);
  reload();
}

/** Cards and comments the server has not kept: as the connection counted, as this browser remembers, never stamped. */
function waiting(app: App, { view }: OpenSession, { touched }: Reset): Set<string> {
  const unstamped = [...view.cards.values()].filter(({ label, created }) => !label && !created);
  return new Set([...touched, ...app.live.peek().unsent.cards.peek(), ...unstamped.map(({ id }) => id)]);
}

/** Once the fresh copies have arrived, what is in one of them after all is not lost. */
function offer(
  app: App,
  old: Y.Doc,
  docs: readonly Y.Doc[],
  synced: readonly ReadonlySignal<boolean>[],
  words: readonly Unsaved[],
): void {
  const stop = effect(() => {
    if (!synced.map(({ value }) => value).every(Boolean)) return;
    queueMicrotask(() => stop());
    const ids = words.map(({ id }) => id);
    const still = new Set(
      docs.reduce((left, doc) => unsaved(old, doc, left).map(({ id }) => id), ids as readonly string[]),
    );
    app.lost.letGo(ids.filter((id) => !still.has(id)));
    if (still.size) app.open({ kind: 'lost' });
    else app.announce('The board was opened afresh. Nothing of yours was lost.');
  });
}
