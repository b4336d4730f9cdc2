/** The connection of my private document, and going over to the board's cards once mine are shown. */
import { effect, type Signal } from '@preact/signals';
import type { Private } from '../board/private';
import type { BoardView } from '../board/view';
import { Connection } from '../wire/connection';
import { Presence } from '../wire/presence';
import type { Told } from './session';
import { count } from './words';

/** Cards that are shown together are told of together. */
const TELL_MS = 400;

export interface Parts {
  readonly sync: string;
  readonly mine: Private;
  readonly view: BoardView;
  readonly connection: Connection;
  readonly told: Told;
  /** Told whether all of it is here. */
  readonly synced: Signal<boolean>;
}

/** Opens the connection of my private document; gives what closes it. */
export function connectPrivate({ sync, mine, view, connection, told, synced }: Parts): () => void {
  const presence = new Presence(mine.doc);
  const own = new Connection({
    url: `${sync}/draft`,
    doc: mine.doc,
    presence,
    // Where the whole board begins anew, its own connection says so.
    onReset: (reset) => reset.code !== 'rewritten' && told.onReset(reset, true),
    onMoved: gathered((n) => told.onNotice({ kind: 'moved', words: movedWords(n) })),
  });
  connection.joinedBy(own);
  const settle = () => mine.settle(view.session.silent, (card) => own.isUnkept(card));
  const later = () => queueMicrotask(settle);
  // Whenever something more of mine is kept, or either side changes, I may be able to go over.
  const stops = [
    effect(() => {
      own.saved.value;
      synced.value = own.synced.value;
      later();
    }),
    view.onChange(settle),
  ];
  mine.doc.on('afterTransaction', later);
  return () => {
    for (const stop of stops) stop();
    mine.doc.off('afterTransaction', later);
    own.destroy();
    presence.destroy();
  };
}

function movedWords(n: number): string {
  return n === 1
    ? 'Your card is on the board for everyone now.'
    : `Your ${count(n, 'card', 'cards')} are on the board for everyone now.`;
}

function gathered(tell: (n: number) => void): () => void {
  let n = 0;
  return () => {
    n += 1;
    if (n === 1)
      setTimeout(() => {
        const all = n;
        n = 0;
        tell(all);
      }, TELL_MS);
  };
}
