/**
 * The one writer of a board document. Each command is one transaction and one step of undo; a value that stays the same
 * is not written, because every write leaves its trace in the document for good. What only the server writes (author,
 * department, created, label, locked, hidden) is never written here.
 */
import * as Y from 'yjs';
import { whyNotBack } from './back';
import { keyBetween, orderAt } from './order';
import { freeSpot } from './place';
import type { Private } from './private';
import {
  type May,
  mayAdd,
  mayAddKind,
  mayArrange,
  mayDelete,
  mayEdit,
  mayTakeOff,
  mayTell,
  mayTouch,
  mayTurn,
} from './rights';
import {
  CARD_SIZE,
  type CardView,
  characters,
  type Kind,
  LIMITS,
  type Me,
  newId,
  REACTIONS,
  type ThreadKind,
  threadKinds,
  ZONE_SIZE,
  type ZoneView,
} from './schema';
import { isPrivate } from './session';
import { rewrite, wellFormed } from './text';
import { type Effect, Undo, type Undone } from './undo';
import {
  asTitle,
  fitsField,
  newEntry,
  rewriteField,
  withinBoard,
  write,
  writeField,
  zoneSide,
} from './value';
import type { BoardView } from './view';

export interface NewCard {
  readonly kind: Kind;
  readonly zone?: string | null;
  readonly pos: readonly [number, number];
  readonly size?: readonly [number, number];
  readonly text?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
}

/** A thread among new cards, each told by its place in their list. */
export interface NewThread {
  readonly kind: ThreadKind;
  readonly from: number;
  readonly to: number;
}

export interface Move {
  readonly id: string;
  readonly pos: readonly [number, number, number?];
  readonly zone?: string | null;
}

export interface ZoneParts {
  readonly title?: string;
  readonly prompt?: string;
  /** Kinds of card it is for, the main one first; none: any. */
  readonly kinds?: readonly Kind[];
  readonly pos?: readonly [number, number];
  readonly size?: readonly [number, number];
}

/** What a command that is loaded later writes with. */
export interface Writer {
  readonly cards: Y.Map<unknown>;
  readonly threads: Y.Map<unknown>;
  readonly comments: Y.Map<unknown>;
  /** What this tab makes is mine before the server says so. */
  own(id: string): string;
}

/** What the commands of nouns that come later (ink.ts) work with: the same document and the same memory. */
export interface Inside {
  readonly doc: Y.Doc;
  readonly view: BoardView;
  readonly me: Me;
  readonly undo: Undo;
  readonly made: Set<string>;
}

export type Refused = { refused: string };

const TOO_MANY_CARDS = `This board is full: a board holds ${LIMITS.cards} cards.`;
const TOO_LONG = `This is too long: a card holds ${LIMITS.text} characters.`;
/** Cards written in one go: an update with more than 5,000 changes is refused whole, and a card is about twelve. */
const CHUNK = 100;
const GONE = 'This card is no longer on the board.';
const ON_THE_BOARD = 'The card is on the board for everyone now, so that step stays.';
const NOT_SHOWN = 'Only you can see this card yet. You can do that once it is shown.';

/** Where a card is written: in which document, and whose steps those are. */
interface Home {
  readonly cards: Y.Map<unknown>;
  readonly threads: Y.Map<unknown>;
  readonly undo: Undo;
}

export class Commands {
  readonly #view: BoardView;
  readonly #me: Me;
  readonly #cards: Y.Map<unknown>;
  readonly #threads: Y.Map<unknown>;
  readonly #zones: Y.Map<unknown>;
  readonly #comments: Y.Map<unknown>;
  readonly #reactions: Y.Map<unknown>;
  readonly #doc: Y.Doc;
  readonly #undo: Undo;
  readonly #private: Private | null;
  readonly #board: Home;
  /** What only I can see. */
  readonly #own: Home | null;
  /** What this tab made: its author is me, even before the server has stamped it. */
  readonly #made = new Set<string>();

  constructor(doc: Y.Doc, view: BoardView, me: Me, mine: Private | null = null) {
    this.#doc = doc;
    this.#view = view;
    this.#me = me;
    this.#cards = doc.getMap('cards');
    this.#threads = doc.getMap('threads');
    this.#zones = doc.getMap('zones');
    this.#comments = doc.getMap('comments');
    this.#reactions = doc.getMap('reactions');
    this.#undo = new Undo(doc, (effect) => whyNotBack(effect, view, this.#undo, this));
    this.#private = mine;
    this.#board = { cards: this.#cards, threads: this.#threads, undo: this.#undo };
    const why = ({ root, id }: Effect) =>
      root === 'cards' && mine?.where(id) === 'board' && view.cards.has(id) ? ON_THE_BOARD : null;
    this.#own = mine && { cards: mine.cards, threads: mine.threads, undo: new Undo(mine.doc, why) };
  }

  /** For the commands of nouns that come later (ink.ts): the same document, step by step, with the same memory. */
  get inside(): Inside {
    return { doc: this.#doc, view: this.#view, me: this.#me, undo: this.#undo, made: this.#made };
  }

  // Cards

  /** A card of this kind, or any card at all. */
  mayAdd(kind?: Kind): May {
    if (this.#view.cards.size >= LIMITS.cards) return TOO_MANY_CARDS;
    const { stages, stage } = this.#view.session;
    const open = this.mayJoinIn();
    if (open !== true) return open;
    return kind ? mayAddKind(this.#me, stages[stage] ?? null, kind) : mayAdd(this.#me);
  }

  /** React, comment, tie a thread: whatever changes no card. */
  mayJoinIn(): May {
    return mayTouch(this.#me, this.#view);
  }

  /** Comment on a card, or react to it: not while only I can see it. */
  mayDiscuss(card: string): May {
    return this.#private?.where(card) === 'hidden' ? NOT_SHOWN : this.mayJoinIn();
  }

  /** May a card go into this zone? */
  mayPut(zone: string | null): May {
    return mayTouch(this.#me, this.#view, zone);
  }

  mayEdit(id: string): May {
    const card = this.#view.cards.get(id);
    if (!card) return GONE;
    const open = mayTouch(this.#me, this.#view, card.zone);
    return open === true ? mayEdit(this.#me, card, this.#view.info, this.#isMine(id)) : open;
  }

  mayDelete(id: string): May {
    const card = this.#view.cards.get(id);
    if (!card) return GONE;
    const open = mayTouch(this.#me, this.#view, card.zone);
    return open === true ? mayDelete(this.#me, card, this.#isMine(id)) : open;
  }

  mayTell(id: string): May {
    const card = this.#view.cards.get(id);
    return card ? mayTell(this.#me, card, this.#isMine(id)) : GONE;
  }

  mayTurn(id: string): May {
    const card = this.#view.cards.get(id);
    const may = this.mayEdit(id);
    return card && may === true ? mayTurn(this.#me, card, this.#isMine(id)) : may;
  }

  /** The new card's id; empty, with nothing written, where mayAdd() says no or the text is too long. */
  addCard(card: NewCard): string {
    return this.addCards([card])[0] ?? '';
  }

  /** Several at once, with threads among them, as one step; as many as the board still holds, each as addCard() does. */
  addCards(cards: readonly NewCard[], threads: readonly NewThread[] = []): string[] {
    if (this.mayAdd() !== true) return [];
    const room = LIMITS.cards - this.#view.cards.size;
    const fits = ({ kind, zone = null, text = '' }: NewCard) =>
      this.mayAdd(kind) === true && this.mayPut(zone) === true && characters(text) <= LIMITS.text;
    const fitting = cards.filter(fits).slice(0, room);
    if (!fitting.length) return [];
    const ids = fitting.map(() => newId());
    const places = new Map(fitting.map((card, n) => [card, n]));
    const id = (at: number) => ids[places.get(cards[at]!) ?? -1];
    const ends = new Map<string | null, string>();
    const top = this.#top();
    const quiet = fitting.some(({ zone = null }) => isPrivate(this.#view.session, zone));
    const home = (quiet && this.#own) || this.#board;
    const doing = fitting.length === 1 ? 'adding a card' : `adding ${fitting.length} cards`;
    const capture = fitting.length > CHUNK ? `add ${ids[0]}` : null;
    for (let from = 0; from < fitting.length; from += CHUNK) {
      home.undo.act(
        doing,
        () => {
          for (const [n, card] of fitting.slice(from, from + CHUNK).entries())
            this.#begin(home, ids[from + n]!, card, top + 1 + from + n, ends);
          if (from + CHUNK < fitting.length) return;
          for (const { kind, from: a, to: b } of threads)
            if (id(a) && id(b))
              home.threads.set(this.#mine(newId()), newEntry({ kind, from: id(a), to: id(b) }));
        },
        capture,
      );
    }
    return ids;
  }

  /** One write each. A card that changes its zone goes to the end of the new one's order. */
  moveCards(moves: readonly Move[]): void {
    const allowed = moves.filter(
      ({ id, zone }) => this.mayEdit(id) === true && this.mayPut(zone ?? null) === true,
    );
    if (allowed.length === 0) return;
    const doing = allowed.length === 1 ? 'moving a card' : `moving ${allowed.length} cards`;
    const capture = `move ${allowed.map((move) => move.id).join(' ')}`;
    const ends = new Map<string | null, string>();
    for (const home of this.#homes()) {
      const here = allowed.filter(({ id }) => this.#home(id) === home);
      const run = () => {
        for (const move of here) this.#move(move, ends);
      };
      if (here.length) home.undo.act(doing, run, capture);
    }
  }

  /** Put a card into a zone's order, before another card or at the end; it gets a free spot there. */
  placeIn(id: string, zone: string | null, before: string | null): void {
    const card = this.#view.cards.get(id);
    if (!card || this.mayEdit(id) !== true || this.mayPut(zone) !== true) return;
    const others = this.#view.cardsIn(zone).filter((other) => other.id !== id);
    const found = others.findIndex((other) => other.id === before);
    const stays = (this.#zoneOf(card) ?? null) === zone;
    const home = zone === null ? undefined : this.#view.zones.get(zone);
    const [x, y] = freeSpot(home, others, card.size, this.#view.zoneList());
    const { cards, undo } = this.#home(id);
    undo.act('moving a card', () => {
      write(cards, id, 'zone', zone);
      write(cards, id, 'order', orderAt(others, found < 0 ? others.length : found));
      if (!stays) write(cards, id, 'pos', [x, y, this.#top() + 1]);
    });
  }

  /** Paint these cards over all others, keeping their order among themselves. */
  raise(ids: readonly string[]): void {
    const cards = this.#editable(ids).sort((a, b) => a.pos[2] - b.pos[2]);
    const top = this.#top();
    if (cards.every((card) => card.pos[2] === top)) return;
    for (const home of this.#homes())
      home.undo.act('bringing to the front', () => {
        for (const [i, { id, pos }] of cards.entries())
          if (this.#home(id) === home) write(home.cards, id, 'pos', [pos[0], pos[1], top + 1 + i]);
      });
  }

  /** Paint these cards under all others, keeping their order among themselves. */
  lower(ids: readonly string[]): void {
    const cards = this.#editable(ids).sort((a, b) => b.pos[2] - a.pos[2]);
    let bottom = Number.POSITIVE_INFINITY;
    for (const card of this.#view.cards.values()) bottom = Math.min(bottom, card.pos[2]);
    if (cards.every((card) => card.pos[2] === bottom)) return;
    for (const home of this.#homes())
      home.undo.act('sending to the back', () => {
        for (const [i, { id, pos }] of cards.entries())
          if (this.#home(id) === home) write(home.cards, id, 'pos', [pos[0], pos[1], bottom - 1 - i]);
      });
  }

  setSize(id: string, size: readonly [number, number]): void {
    if (this.mayEdit(id) !== true) return;
    const [w, h] = size.map((side) => Math.max(1, Math.min(side, LIMITS.size)));
    const { cards, undo } = this.#home(id);
    undo.act('sizing a card', () => write(cards, id, 'size', [w, h]), `size ${id}`);
  }

  /** How tall its words made a card. It follows from the words, so it is no step of undo. */
  setHeight(id: string, height: number): void {
    const card = this.#view.cards.get(id);
    if (!card || this.mayEdit(id) !== true) return;
    const size = [card.size[0], Math.max(1, Math.min(height, LIMITS.size))];
    const { cards } = this.#home(id);
    (cards.doc ?? this.#doc).transact(() => write(cards, id, 'size', size), 'measured');
  }

  /**
   * Make the card's text read so, by the smallest change; true, or why it was not done. `caret`: where the caret stands
   * in the new text (UTF-16 units), which tells repeated letters apart.
   */
  setText(id: string, text: string, caret?: number): May {
    const may = this.mayEdit(id);
    if (may !== true) return may;
    if (text.length > LIMITS.text && characters(text) > LIMITS.text) return TOO_LONG;
    const { cards, undo } = this.#home(id, 'words');
    undo.act('writing', () => this.#rewrite(cards, id, text, caret), `text ${id}`);
    return true;
  }

  /** `undefined` takes the field away. True, or why it was not done. */
  setField(id: string, key: string, value: unknown): May {
    const may = this.mayEdit(id);
    if (may !== true) return may;
    if (!fitsField(value)) return TOO_LONG;
    const { cards, undo } = this.#home(id);
    const run = () => writeField(cards, id, key, value);
    undo.act('filling in a card', run, typeof value === 'string' ? `field ${id} ${key}` : null);
    return true;
  }

  /** Make one of the card's fields read so; like setText(). */
  setFieldText(id: string, key: string, text: string, caret?: number): May {
    const may = this.mayEdit(id);
    if (may !== true) return may;
    if (text.length > LIMITS.text && characters(text) > LIMITS.text) return TOO_LONG;
    const { cards, undo } = this.#home(id);
    const run = () => rewriteField(cards, id, key, text, caret);
    undo.act('filling in a card', run, `field ${id} ${key}`);
    return true;
  }

  setTags(id: string, tags: readonly string[]): void {
    if (this.mayEdit(id) !== true) return;
    const unlike = [...new Set(tags)].slice(0, LIMITS.tags);
    const { cards, undo } = this.#home(id);
    undo.act('tagging a card', () => write(cards, id, 'tags', unlike));
  }

  /** Delete cards together with the threads at them that I may remove. */
  deleteCards(ids: readonly string[]): { deleted: string[]; refused: { id: string; why: string }[] } {
    const deleted: string[] = [];
    const refused: { id: string; why: string }[] = [];
    for (const id of new Set(ids)) {
      const may = this.mayDelete(id);
      if (may === true) deleted.push(id);
      else refused.push({ id, why: may });
    }
    const threads = deleted.flatMap((id) => this.#view.threadsOf(id).map((thread) => thread.id));
    const doing = deleted.length === 1 ? 'deleting a card' : `deleting ${deleted.length} cards`;
    const gone = new Set(threads.filter((id) => this.mayDeleteThread(id) === true));
    for (const { cards, threads, undo } of this.#homes()) {
      const here = deleted.filter((id) => cards.has(id));
      if (!here.length) continue;
      undo.act(doing, () => {
        for (const id of gone) if (threads.has(id)) threads.delete(id);
        for (const id of here) {
          undo.noteDeleting('cards', id);
          cards.delete(id);
        }
      });
    }
    return { deleted, refused };
  }

  // Threads

  /** The kinds of thread that may run from the first card to the second. */
  threadKinds(from: string, to: string): ThreadKind[] {
    const [a, b] = [this.#view.cards.get(from), this.#view.cards.get(to)];
    return a && b && from !== to ? threadKinds(a.kind, b.kind) : [];
  }

  /** The new thread's id, or why there is none. */
  addThread(kind: ThreadKind, from: string, to: string): string | Refused {
    const may = this.mayJoinIn();
    if (may !== true) return { refused: may };
    if (from === to) return { refused: 'A thread needs two cards.' };
    if (!this.#view.cards.has(from) || !this.#view.cards.has(to)) return { refused: GONE };
    if (!this.threadKinds(from, to).includes(kind))
      return { refused: 'This thread does not fit between these two cards.' };
    if (this.#view.threadsOf(from).some((t) => t.kind === kind && t.from === from && t.to === to))
      return { refused: 'These two cards have this thread already.' };
    if (this.#view.threads.size >= LIMITS.threads)
      return { refused: `This board is full: a board holds ${LIMITS.threads} threads.` };
    const id = newId();
    this.#made.add(id);
    const quiet = [from, to].some((card) => this.#private?.where(card) === 'hidden');
    const { threads, undo } = (quiet && this.#own) || this.#board;
    undo.act('adding a thread', () => threads.set(id, newEntry({ kind, from, to })));
    return id;
  }

  mayDeleteThread(id: string): May {
    const thread = this.#view.threads.get(id);
    if (!thread) return 'This thread is gone already.';
    const open = this.mayJoinIn();
    return open === true ? mayTakeOff(this.#me, thread, this.#made.has(id)) : open;
  }

  deleteThread(id: string): May {
    const may = this.mayDeleteThread(id);
    const { threads, undo } = this.#own?.threads.has(id) ? this.#own : this.#board;
    if (may === true) undo.act('removing a thread', () => threads.delete(id));
    return may;
  }

  // Reactions and comments

  /** Not a step of undo: the same button takes it back. */
  react(card: string, kind: string, on: boolean): void {
    const known = (REACTIONS as readonly string[]).includes(kind);
    if (!known || this.mayDiscuss(card) !== true || !this.#view.cards.has(card)) return;
    if (this.#view.reactions.mine(card, kind) === on) return;
    const key = `${card}:${this.#me.participant}:${kind}`;
    this.#doc.transact(() => (on ? this.#reactions.set(key, true) : this.#reactions.delete(key)), 'reaction');
  }

  // Zones

  /** The new zone's id; empty, with nothing written, for anyone but a facilitator. */
  addZone({ title = '', prompt = '', kinds = [], pos = [0, 0], size = ZONE_SIZE }: ZoneParts): string {
    if (mayArrange(this.#me) !== true || this.#view.zones.size >= LIMITS.zones) return '';
    const id = newId();
    const zones = this.#view.zoneList();
    const order = orderAt(zones, zones.length);
    this.#undo.act('adding a zone', () =>
      this.#zones.set(
        id,
        newEntry({
          title: asTitle(title),
          prompt: asTitle(prompt),
          kinds: [...kinds],
          pos: [...pos, 0],
          size: [...size],
          order,
        }),
      ),
    );
    return id;
  }

  /** Sizes keep to what a zone can be used at. */
  setZone(id: string, { title, prompt, kinds, pos, size }: ZoneParts): void {
    const zone = this.#view.zones.get(id);
    if (!zone || mayArrange(this.#me) !== true) return;
    const run = () => {
      if (title !== undefined) write(this.#zones, id, 'title', asTitle(title));
      if (prompt !== undefined) write(this.#zones, id, 'prompt', asTitle(prompt));
      if (kinds) write(this.#zones, id, 'kinds', [...kinds]);
      if (pos) write(this.#zones, id, 'pos', [...pos.map(withinBoard), zone.pos[2]]);
      if (size) write(this.#zones, id, 'size', size.map(zoneSide));
    };
    this.#undo.act('changing a zone', run, size ? `size ${id}` : null);
  }

  /** Move a zone together with the cards in it; moves in a row are one step of undo. */
  moveZone(id: string, pos: readonly [number, number]): void {
    const zone = this.#view.zones.get(id);
    if (!zone || mayArrange(this.#me) !== true) return;
    const [x, y] = pos.map(withinBoard) as [number, number];
    const [dx, dy] = [x - zone.pos[0], y - zone.pos[1]];
    const run = () => {
      write(this.#zones, id, 'pos', [x, y, zone.pos[2]]);
      for (const { id: card, pos: at } of this.#view.cardsIn(id))
        write(this.#home(card).cards, card, 'pos', [withinBoard(at[0] + dx), withinBoard(at[1] + dy), at[2]]);
    };
    this.#undo.act('moving a zone', run, `move ${id}`);
  }

  /** Put a zone before another in the reading order, or last. It stays where it lies. */
  orderZone(id: string, before: string | null): void {
    if (!this.#view.zones.has(id) || mayArrange(this.#me) !== true) return;
    const others = this.#view.zoneList().filter((other) => other.id !== id);
    const found = others.findIndex((other) => other.id === before);
    const order = orderAt(others, found < 0 ? others.length : found);
    this.#undo.act('ordering the zones', () => write(this.#zones, id, 'order', order));
  }

  /** Delete a zone; its cards stay where they are, in no zone. */
  deleteZone(id: string): void {
    if (!this.#view.zones.has(id) || mayArrange(this.#me) !== true) return;
    this.#undo.act('deleting a zone', () => {
      for (const card of this.#view.cardsIn(id)) write(this.#home(card.id).cards, card.id, 'zone', null);
      this.#undo.noteDeleting('zones', id);
      this.#zones.delete(id);
    });
  }

  // Undo

  undo(): Undone {
    this.#view.catchUp();
    return this.#latest('undo').undo();
  }

  redo(): Undone {
    this.#view.catchUp();
    return this.#latest('redo').redo();
  }

  canUndo(): boolean {
    return this.#homes().some(({ undo }) => undo.canUndo());
  }

  canRedo(): boolean {
    return this.#homes().some(({ undo }) => undo.canRedo());
  }

  onUndoChange(listener: () => void): () => void {
    const stops = this.#homes().map(({ undo }) => undo.onChange(listener));
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** A drag was dropped, a field was left: what follows is another step. */
  endGesture(): void {
    for (const { undo } of this.#homes()) undo.endGesture();
  }

  destroy(): void {
    for (const { undo } of this.#homes()) undo.destroy();
  }

  // For what is loaded later (board/later.ts)

  /** Write as one step of undo, where this card is written; whoever asks has looked whether it may be done. */
  write(doing: string, run: (writer: Writer) => void, card?: string): void {
    const { cards, threads, undo } = card ? this.#home(card) : this.#board;
    undo.act(doing, () => run({ cards, threads, comments: this.#comments, own: (id) => this.#mine(id) }));
  }

  /** Made in this tab, whether or not the server has said so yet. */
  made(id: string): boolean {
    return this.#made.has(id);
  }

  // Inside

  #homes(): Home[] {
    return this.#own ? [this.#board, this.#own] : [this.#board];
  }

  /** Where a card is written; its words stay in my own document a little longer than the rest. */
  #home(card: string, what: 'words' | 'rest' = 'rest'): Home {
    const where = this.#private?.where(card) ?? 'board';
    const mine = where === 'hidden' || (where === 'both' && what === 'words');
    return (mine && this.#own) || this.#board;
  }

  /** The document in which the last step was made. */
  #latest(way: 'undo' | 'redo'): Undo {
    const steps = this.#homes().map(({ undo }) => undo);
    return steps.sort((a, b) => b.lastTurn(way) - a.lastTurn(way))[0]!;
  }

  #isMine(card: string): boolean {
    return this.#made.has(card) || this.#private?.wrote(card) === true;
  }

  /** What this tab makes is mine before the server says so. */
  #mine(id: string): string {
    this.#made.add(id);
    return id;
  }

  #begin(home: Home, id: string, card: NewCard, layer: number, ends: Map<string | null, string>): void {
    const { kind, zone = null, pos, size, text = '', fields = {}, tags = [] } = card;
    const end = ends.get(zone);
    const order = end === undefined ? this.#lastOrder(zone) : keyBetween(end, null);
    ends.set(zone, order);
    const entries = Object.entries(fields).filter(([, value]) => fitsField(value));
    home.cards.set(
      this.#mine(id),
      newEntry({
        kind,
        zone,
        pos: [withinBoard(pos[0]), withinBoard(pos[1]), layer],
        size: [...(size ?? CARD_SIZE[kind])],
        order,
        text: new Y.Text(wellFormed(text)),
        fields: new Y.Map(entries),
        tags: [...new Set(tags)].slice(0, LIMITS.tags),
      }),
    );
  }

  /** `ends`: the last order key in each zone that cards of this command have gone to. */
  #move({ id, pos: [x, y, z], zone }: Move, ends: Map<string | null, string>): void {
    const card = this.#view.cards.get(id);
    if (!card) return;
    const { cards } = this.#home(id);
    write(cards, id, 'pos', [withinBoard(x), withinBoard(y), z ?? card.pos[2]]);
    if (zone === undefined || zone === card.zone) return;
    const end = ends.get(zone);
    const order = end === undefined ? this.#lastOrder(zone) : keyBetween(end, null);
    ends.set(zone, order);
    write(cards, id, 'zone', zone);
    write(cards, id, 'order', order);
  }

  #rewrite(root: Y.Map<unknown>, id: string, words: string, caret?: number): void {
    const entry = root.get(id);
    if (!(entry instanceof Y.Map)) return;
    const text = entry.get('text');
    if (text instanceof Y.Text) rewrite(text, words, caret);
    else entry.set('text', new Y.Text(wellFormed(words)));
  }

  #editable(ids: readonly string[]): CardView[] {
    return ids.flatMap((id) => (this.mayEdit(id) === true ? (this.#view.cards.get(id) ?? []) : []));
  }

  #top(): number {
    let top = 0;
    for (const card of this.#view.cards.values()) top = Math.max(top, card.pos[2]);
    return top;
  }

  #lastOrder(zone: string | null): string {
    const cards = this.#view.cardsIn(zone);
    return orderAt(cards, cards.length);
  }

  #zoneOf(card: CardView): ZoneView['id'] | null {
    return card.zone !== null && this.#view.zones.has(card.zone) ? card.zone : null;
  }
}
