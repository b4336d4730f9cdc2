/**
 * My own document beside the board: what I write that nobody else may see yet. The page shows one board made of both.
 *
 * A card of mine is `hidden` until the server shows it: then the board has a card of the same id. While I am still
 * typing it is in `both`: my words go on going into my own document, from where the server brings them to the board, so
 * nothing I type is lost or written twice. When the two read the same, and all of mine is kept, the board's card alone
 * counts. Where names are off that is only when silent writing is over: until then nobody's letters may bear my client id.
 */
import * as Y from 'yjs';
import type { Entry } from './record';
import type { SilentInfo } from './schema';

/** Origin of what this file writes; nobody's step of undo. */
const SETTLED = 'settled';

export type Where = 'hidden' | 'both' | 'board';

export class Private {
  readonly doc: Y.Doc;
  readonly cards: Y.Map<unknown>;
  readonly threads: Y.Map<unknown>;
  readonly #moved: Y.Map<unknown>;
  readonly #board: Y.Map<unknown>;
  readonly #boardThreads: Y.Map<unknown>;
  /** Cards that were on the board: where one is taken off there, mine is not shown again. */
  readonly #shown = new Set<string>();

  constructor(doc: Y.Doc, board: Y.Doc) {
    this.doc = doc;
    this.cards = doc.getMap('cards');
    this.threads = doc.getMap('threads');
    this.#moved = doc.getMap('session');
    this.#board = board.getMap('cards');
    this.#boardThreads = board.getMap('threads');
  }

  get empty(): boolean {
    return this.cards.size + this.threads.size === 0;
  }

  where(card: string): Where {
    if (!this.cards.has(card)) return 'board';
    if (this.#board.has(card)) {
      this.#shown.add(card);
      return 'both';
    }
    return this.#shown.has(card) ? 'board' : 'hidden';
  }

  /** Whether this was written by me, as my own document says. */
  wrote(card: string): boolean {
    const moved = this.#moved.get('moved');
    return this.cards.has(card) || (moved instanceof Y.Map && moved.has(card));
  }

  /** My card where it is not on the board, my thread where the board has none. */
  entry(root: string, id: string): Entry | undefined {
    const mine =
      root === 'cards'
        ? this.where(id) === 'hidden' && this.cards.get(id)
        : root === 'threads' && !this.#boardThreads.has(id) && this.threads.get(id);
    return mine instanceof Y.Map ? mine : undefined;
  }

  /** My words of a card that is on the board as well. */
  words(card: string): Y.Text | undefined {
    const mine = this.where(card) === 'board' ? undefined : this.cards.get(card);
    const text = mine instanceof Y.Map ? mine.get('text') : undefined;
    return text instanceof Y.Text ? text : undefined;
  }

  /** Go over to the board's card wherever that says what mine says. `unkept`: whether some of mine is not saved yet. */
  settle(silent: SilentInfo | null, unkept: (card: string) => boolean): void {
    if (silent && !silent.names) return;
    const done = [...this.cards.keys()].filter(
      (id) => this.where(id) === 'both' && !unkept(id) && this.#same(id),
    );
    if (done.length)
      this.doc.transact(() => {
        for (const id of done) this.cards.delete(id);
      }, SETTLED);
  }

  #same(id: string): boolean {
    const theirs = this.#board.get(id);
    return theirs instanceof Y.Map && this.words(id)?.toString() === String(theirs.get('text') ?? '');
  }
}
