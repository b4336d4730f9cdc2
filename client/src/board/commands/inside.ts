/** What all commands work with: the documents, whose steps those are, and what this tab has made. */
import type * as Y from 'yjs';
import { asks, waits } from '../approval';
import type { Private } from '../private';
import type { CardView, Me } from '../schema';
import { type Effect, Undo } from '../undo';
import type { BoardView } from '../view';
import { type Rights, whyNotBack } from './back';

const ON_THE_BOARD = 'The card is on the board for everyone now, so that step stays.';

/** Where a card is written: in which document, and whose steps those are. */
export interface Home {
  readonly cards: Y.Map<unknown>;
  readonly threads: Y.Map<unknown>;
  readonly undo: Undo;
}

export class Inside {
  readonly doc: Y.Doc;
  readonly view: BoardView;
  readonly me: Me;
  readonly undo: Undo;
  readonly zones: Y.Map<unknown>;
  readonly comments: Y.Map<unknown>;
  readonly reactions: Y.Map<unknown>;
  readonly strokes: Y.Map<unknown>;
  readonly board: Home;
  /** What only I can see. */
  readonly own: Home | null;
  /** What this tab made: its author is me, even before the server has stamped it. */
  readonly made = new Set<string>();
  readonly #private: Private | null;

  constructor(doc: Y.Doc, view: BoardView, me: Me, mine: Private | null, rights: Rights) {
    this.doc = doc;
    this.view = view;
    this.me = me;
    this.#private = mine;
    this.zones = doc.getMap('zones');
    this.comments = doc.getMap('comments');
    this.reactions = doc.getMap('reactions');
    this.strokes = doc.getMap('strokes');
    this.undo = new Undo(doc, (effect) => whyNotBack(effect, view, this.undo, rights));
    this.board = { cards: doc.getMap('cards'), threads: doc.getMap('threads'), undo: this.undo };
    const why = ({ root, id }: Effect) =>
      root === 'cards' && mine?.where(id) === 'board' && view.cards.has(id) ? ON_THE_BOARD : null;
    this.own = mine && { cards: mine.cards, threads: mine.threads, undo: new Undo(mine.doc, why) };
  }

  homes(): Home[] {
    return this.own ? [this.board, this.own] : [this.board];
  }

  /** Where a card is written; its words stay in my own document a little longer than the rest. */
  home(card: string, what: 'words' | 'content' | 'rest' = 'rest'): Home {
    const where = this.#private?.where(card) ?? 'board';
    const held = what === 'content' && this.#private?.holds(card);
    const mine = where === 'hidden' || (where === 'both' && (what === 'words' || held));
    return (mine && this.own) || this.board;
  }

  /** Whether my words are looked at before others have them: all of them, or on a card of this kind. */
  looksFirst(kind?: string): boolean {
    const { approval } = this.view.session;
    return kind === undefined ? asks(approval, this.me) : waits(approval, this.me, kind);
  }

  looksAtKinds(): boolean {
    return this.me.role !== 'facilitator' && this.view.session.approval.kinds.length > 0;
  }

  /** Whether this card is on the board without a copy in my own document, where what I write would wait. */
  isBare(card: string): boolean {
    return (this.#private?.where(card) ?? 'board') === 'board';
  }

  /** Nobody else can see this card yet. */
  hides(card: string): boolean {
    return this.#private?.where(card) === 'hidden';
  }

  isMine(card: string): boolean {
    return this.made.has(card) || this.#private?.wrote(card) === true;
  }

  /** What this tab makes is mine before the server says so. */
  mine(id: string): string {
    this.made.add(id);
    return id;
  }

  /** The document in which the last step was made. */
  latest(way: 'undo' | 'redo'): Undo {
    const steps = this.homes().map(({ undo }) => undo);
    return steps.sort((a, b) => b.lastTurn(way) - a.lastTurn(way))[0]!;
  }

  /** The zone the card is drawn in: none where its zone has been deleted. */
  zoneOf(card: CardView): string | null {
    return card.zone !== null && this.view.zones.has(card.zone) ? card.zone : null;
  }

  /** The paint order of the card over all others. */
  top(): number {
    let top = 0;
    for (const card of this.view.cards.values()) top = Math.max(top, card.pos[2]);
    return top;
  }
}
