/**
 * My own document beside the board: what I write that nobody else may see yet. The page shows one board made of both.
 *
 * A card of mine is `hidden` until the server shows it: then the board has a card of the same id. While I am still
 * typing it is in `both`: my words go on going into my own document, from where the server brings them to the board, so
 * nothing I type is lost or written twice. When the two read the same, and all of mine is kept, the board's card alone
 * counts. Where names are off that is only when silent writing is over: until then nobody's letters may bear my client id.
 *
 * Where my words are looked at first (approval.ts), a card of mine stays `both` after the yes: what I write on goes into
 * my own document, and from there to the board with the next yes.
 */
import * as Y from 'yjs';
import { type DeskRecord, deskRecord, type Note, noteOf } from './approval';
import type { Entry } from './record';
import type { SilentInfo } from './schema';

/** Origin of what this file writes; nobody's step of undo. */
const SETTLED = 'settled';

/** So long the board's card may be on its way once my own document says that it is shown. */
const ON_ITS_WAY_MS = 10_000;

export type Where = 'hidden' | 'both' | 'board';

export class Private {
  readonly doc: Y.Doc;
  readonly cards: Y.Map<unknown>;
  readonly threads: Y.Map<unknown>;
  readonly #moved: Y.Map<unknown>;
  readonly #board: Y.Map<unknown>;
  readonly #boardThreads: Y.Map<unknown>;
  /** Cards that were shown while this page had them hidden, and that the board has not brought yet: since when. */
  readonly #onTheirWay = new Map<string, number>();
  /** Whether a card of this kind that I write is looked at first; set by whoever knows. */
  mustWait: (kind: string) => boolean = () => false;

  constructor(doc: Y.Doc, board: Y.Doc) {
    this.doc = doc;
    this.cards = doc.getMap('cards');
    this.threads = doc.getMap('threads');
    this.#moved = doc.getMap('session');
    this.#board = board.getMap('cards');
    this.#boardThreads = board.getMap('threads');
    this.#moved.observeDeep((events, { changed }) => {
      // A card that comes along with the word was not here before.
      const came = [...changed].find(([type]) => (type as unknown) === this.cards)?.[1];
      for (const id of addedTo('moved', events))
        if (!came?.has(id) && !this.#board.has(id)) this.#onTheirWay.set(id, Date.now());
    });
  }

  get empty(): boolean {
    return this.cards.size + this.threads.size === 0;
  }

  where(card: string): Where {
    if (!this.cards.has(card)) return 'board';
    if (this.#board.has(card)) {
      this.#onTheirWay.delete(card);
      return 'both';
    }
    if (!this.#said('moved')?.has(card)) return 'hidden';
    // Two connections: word that it is shown may come before the card. Else it was taken off there, and stays away.
    const since = this.#onTheirWay.get(card);
    return since !== undefined && Date.now() - since < ON_ITS_WAY_MS ? 'hidden' : 'board';
  }

  /** The desk's word on a card of mine. */
  record(card: string): DeskRecord | null {
    return deskRecord(this.#said('desk')?.get(card));
  }

  /** Whether my words on this card stay mine until somebody says yes. */
  holds(card: string): boolean {
    if (!this.cards.has(card)) return false;
    const entry = this.cards.get(card);
    return this.record(card) !== null || (entry instanceof Y.Map && this.mustWait(String(entry.get('kind'))));
  }

  /** Messages to me, the newest first. */
  notes(): Note[] {
    const notes = [...(this.#said('notes')?.entries() ?? [])].map(([id, kept]) => noteOf(id, kept));
    return notes.sort((a, b) => b.at - a.at);
  }

  /** What the server writes here. */
  get said(): Y.Map<unknown> {
    return this.#moved;
  }

  #said(key: string): Y.Map<unknown> | undefined {
    const found = this.#moved.get(key);
    return found instanceof Y.Map ? found : undefined;
  }

  /** Whether this was written by me, as my own document says. */
  wrote(card: string): boolean {
    return this.cards.has(card) || this.#said('moved')?.has(card) === true;
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
      (id) => this.where(id) === 'both' && !unkept(id) && !this.holds(id) && this.#same(id),
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

/** Keys that were added to a map in a root map, or came with it. */
function* addedTo(name: string, events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): Iterable<string> {
  for (const { path, target, changes } of events) {
    if (path[0] === name) for (const [key, { action }] of changes.keys) if (action === 'add') yield key;
    if (path.length > 0 || !changes.keys.has(name)) continue;
    const whole = (target as Y.Map<unknown>).get(name);
    if (whole instanceof Y.Map) yield* whole.keys();
  }
}
