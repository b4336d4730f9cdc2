/**
 * The one reader of a board document: plain, immutable records, kept up to date thing by thing.
 *
 * A transaction marks the ids it touched; afterwards only their records are read anew, and one Change says which.
 * One's own changes are read at once; what others did is gathered until the next frame, so that a busy room costs one
 * redraw a frame. What is waiting from others is always told before a change of one's own, so nothing is told twice or
 * out of order.
 */
import * as Y from 'yjs';
import { isConsent } from './approval';
import { nextFrame } from './frame';
import { byOrder } from './order';
import type { Private, Where } from './private';
import {
  boardInfo,
  cardRecord,
  commentRecord,
  type Entry,
  strokeRecord,
  threadRecord,
  zoneRecord,
} from './record';
import type {
  BoardInfo,
  CardView,
  CommentView,
  SessionInfo,
  StrokeView,
  ThreadView,
  ZoneView,
} from './schema';
import { isSilent, sessionInfo } from './session';

/** Ids that were added, changed or removed. A comment or a reaction changes its card. */
export interface Change {
  readonly cards: ReadonlySet<string>;
  readonly zones: ReadonlySet<string>;
  readonly threads: ReadonlySet<string>;
  readonly strokes: ReadonlySet<string>;
  readonly info: boolean;
  readonly session: boolean;
  /** Made in this tab (undo included), and told before the call that made it returns. */
  readonly local: boolean;
}

class Marks {
  readonly cards = new Set<string>();
  readonly zones = new Set<string>();
  readonly threads = new Set<string>();
  readonly strokes = new Set<string>();
  readonly comments = new Set<string>();
  readonly reactions = new Set<string>();
  info = false;
  session = false;
  any = false;
}

export class BoardView {
  readonly #participant: string;
  readonly #private: Private | null;
  readonly #roots;
  readonly #cards = new Map<string, CardView>();
  readonly #zones = new Map<string, ZoneView>();
  /** Threads with both ends on the board. */
  readonly #threads = new Map<string, ThreadView>();
  /** All threads: one whose card was deleted comes back with the card. */
  readonly #allThreads = new Map<string, ThreadView>();
  readonly #threadsAt = new Groups();
  readonly #strokes = new Map<string, StrokeView>();
  readonly #comments = new Map<string, CommentView>();
  readonly #commentsOn = new Groups();
  readonly #inZone = new Groups();
  /** `card:kind` → the participants who reacted so. */
  readonly #reactions = new Groups();
  /** Zone → its cards in order; dropped when that order changes. */
  readonly #sorted = new Map<string, string[]>();
  #zoneOrder: ZoneView[] | null = null;
  #info: BoardInfo;
  #session: SessionInfo;
  #mine = new Marks();
  #others = new Marks();
  #callOff: (() => void) | null = null;
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #stops: (() => void)[] = [];

  /** `participant` is whose reactions count as mine; `mine` holds what only I can see. */
  constructor(doc: Y.Doc, participant = '', mine: Private | null = null) {
    this.#participant = participant;
    this.#private = mine;
    this.#roots = {
      board: doc.getMap('board'),
      zones: doc.getMap<unknown>('zones'),
      cards: doc.getMap<unknown>('cards'),
      threads: doc.getMap<unknown>('threads'),
      strokes: doc.getMap<unknown>('strokes'),
      comments: doc.getMap<unknown>('comments'),
      reactions: doc.getMap<unknown>('reactions'),
      session: doc.getMap('session'),
    };
    this.#info = boardInfo(this.#roots.board);
    this.#session = sessionInfo(this.#roots.session);
    for (const name of ['zones', 'cards', 'threads', 'strokes', 'comments', 'reactions'] as const) {
      for (const id of this.#roots[name].keys()) this.#mine[name].add(id);
      this.#watch(this.#roots[name], (marks, id) => marks[name].add(id));
    }
    this.#watch(this.#roots.board, (marks) => {
      marks.info = true;
    });
    this.#watch(this.#roots.session, (marks) => {
      marks.session = true;
    });
    for (const name of ['cards', 'threads'] as const) {
      if (!mine) continue;
      for (const id of mine[name].keys()) this.#mine[name].add(id);
      this.#watch(mine[name], (marks, id) => marks[name].add(id));
    }
    if (mine) this.#watch(mine.said, (marks) => this.#markMine(marks));
    this.#take(this.#mine, true);
    this.#mine = new Marks();
    const after = (transaction: Y.Transaction) => this.#after(transaction.local);
    for (const one of mine ? [doc, mine.doc] : [doc]) {
      one.on('afterTransaction', after);
      this.#stops.push(() => one.off('afterTransaction', after));
    }
  }

  get cards(): ReadonlyMap<string, CardView> {
    return this.#cards;
  }

  get zones(): ReadonlyMap<string, ZoneView> {
    return this.#zones;
  }

  get threads(): ReadonlyMap<string, ThreadView> {
    return this.#threads;
  }

  get strokes(): ReadonlyMap<string, StrokeView> {
    return this.#strokes;
  }

  get info(): BoardInfo {
    return this.#info;
  }

  /** Closed for changes by anybody but facilitators. */
  get frozen(): boolean {
    return this.#roots.session.get('frozen') === true;
  }

  get session(): SessionInfo {
    return this.#session;
  }

  readonly reactions = {
    count: (card: string, kind: string): number => this.#reactions.of(`${card}:${kind}`).size,
    mine: (card: string, kind: string): boolean =>
      this.#reactions.of(`${card}:${kind}`).has(this.#participant),
  };

  /** Oldest first; one the server has not stamped yet comes last. */
  comments(card: string): CommentView[] {
    const age = (comment: CommentView) => comment.created || Number.MAX_VALUE;
    const found = this.#found(this.#commentsOn.of(card), this.#comments);
    return found.sort((a, b) => age(a) - age(b) || (a.id < b.id ? -1 : 1));
  }

  comment(id: string): CommentView | undefined {
    return this.#comments.get(id);
  }

  zoneList(): ZoneView[] {
    this.#zoneOrder ??= [...this.#zones.values()].sort(byOrder);
    return [...this.#zoneOrder];
  }

  /** null: the cards in no zone, and those whose zone has been deleted. */
  cardsIn(zone: string | null): CardView[] {
    const key = zone ?? '';
    let ids = this.#sorted.get(key);
    if (!ids) {
      ids = this.#members(zone)
        .sort(byOrder)
        .map((card) => card.id);
      this.#sorted.set(key, ids);
    }
    return this.#found(ids, this.#cards);
  }

  threadsOf(card: string): ThreadView[] {
    return this.#found(this.#threadsAt.of(card), this.#threads);
  }

  /** The card's living text, for a caret to hold on to. */
  text(id: string): Y.Text | undefined {
    const card = this.#roots.cards.get(id);
    const text = this.#private?.words(id) ?? (card instanceof Y.Map ? card.get('text') : undefined);
    return text instanceof Y.Text ? text : undefined;
  }

  /** The living text in one of the card's fields, where it holds one. */
  fieldText(id: string, name: string): Y.Text | undefined {
    const own = this.#private?.where(id) !== 'board' && this.#private?.holds(id);
    const card = (own ? this.#private?.cards : this.#roots.cards)?.get(id);
    const fields = card instanceof Y.Map ? card.get('fields') : undefined;
    const text = fields instanceof Y.Map ? fields.get(name) : undefined;
    return text instanceof Y.Text ? text : undefined;
  }

  /** Every comment on the board, in no order. */
  allComments(): Iterable<CommentView> {
    return this.#comments.values();
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Read and tell now what waits for the next frame. */
  catchUp(): void {
    this.#callOff?.();
    this.#callOff = null;
    const marks = this.#others;
    if (!marks.any) return;
    this.#others = new Marks();
    this.#tell(marks, false);
  }

  destroy(): void {
    this.#callOff?.();
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  #watch(root: Y.Map<unknown>, mark: (marks: Marks, id: string) => void): void {
    const observer = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
      const marks = transaction.local ? this.#mine : this.#others;
      marks.any = true;
      for (const event of events) for (const id of touched(event, root)) mark(marks, id);
    };
    root.observeDeep(observer);
    this.#stops.push(() => root.unobserveDeep(observer));
  }

  #after(local: boolean): void {
    if (local && this.#mine.any) {
      const marks = this.#mine;
      this.#mine = new Marks();
      this.catchUp();
      this.#tell(marks, true);
    } else if (this.#others.any) {
      this.#callOff ??= nextFrame(() => this.catchUp());
    }
  }

  /** How all cards of mine stand: there are few of them. */
  #markMine(marks: Marks): void {
    for (const id of this.#private?.cards.keys() ?? []) marks.cards.add(id);
  }

  #tell(marks: Marks, local: boolean): void {
    if (marks.session) this.#markMine(marks);
    this.#take(marks, false);
    const { cards, zones, threads, strokes, info, session } = marks;
    for (const listener of [...this.#listeners])
      listener({ cards, zones, threads, strokes, info, session, local });
  }

  /** Read the marked things anew; widens the marks by what hangs on them. */
  #take(marks: Marks, first: boolean): void {
    if (marks.info) this.#info = boardInfo(this.#roots.board);
    if (marks.session) this.#session = sessionInfo(this.#roots.session);
    for (const id of marks.zones) this.#takeZone(id);
    for (const id of marks.cards) this.#takeCard(id, first ? null : marks);
    for (const id of marks.threads) this.#takeThread(id);
    for (const id of marks.strokes) this.#takeStroke(id);
    for (const id of marks.comments) this.#takeComment(id, marks);
    for (const key of marks.reactions) this.#takeReaction(key, marks);
  }

  #takeZone(id: string): void {
    const zone = this.#entry('zones', id);
    if (Boolean(zone) !== this.#zones.has(id)) this.#sorted.delete('');
    replace(this.#zones, id, zone && zoneRecord(id, zone));
    this.#zoneOrder = null;
  }

  #takeCard(id: string, marks: Marks | null): void {
    const before = this.#cards.get(id);
    const entry = this.#entry('cards', id);
    const after = entry && this.#cardOf(id, entry);
    replace(this.#cards, id, after);
    if (before?.zone !== after?.zone || before?.order !== after?.order) this.#regroup(id, before, after);
    if (marks && !before !== !after) for (const thread of this.#threadsAt.of(id)) marks.threads.add(thread);
  }

  #cardOf(id: string, entry: Entry): CardView {
    const card = cardRecord(id, entry);
    const where = this.#private?.where(id) ?? 'board';
    if (where === 'board' || (where === 'both' && card.hidden)) return card;
    const desk = this.#deskOf(id, card, where);
    if (where === 'hidden') return { ...card, ...desk, silent: true };
    if (!this.#private!.holds(id))
      return { ...card, text: this.#private!.words(id)?.toString() ?? card.text };
    const { text, fields, tags } = cardRecord(id, this.#private!.cards.get(id) as Entry);
    const consent = Object.fromEntries(Object.entries(card.fields).filter(([name]) => isConsent(name)));
    return { ...card, ...desk, text, tags, fields: { ...fields, ...consent } };
  }

  #deskOf(id: string, card: CardView, where: Where): Pick<CardView, 'desk' | 'deskWhy'> {
    const record = this.#private?.record(id);
    if (record?.state === 'back') return { desk: 'back', deskWhy: record.reason };
    const asked =
      where === 'hidden' && !isSilent(this.#session, card.zone) && this.#private?.mustWait(card.kind);
    return record || asked ? { desk: 'waiting' } : {};
  }

  #regroup(id: string, before: CardView | undefined, after: CardView | undefined): void {
    for (const [card, act] of [
      [before, 'remove'],
      [after, 'add'],
    ] as const) {
      if (!card) continue;
      this.#inZone[act](card.zone ?? '', id);
      this.#sorted.delete(card.zone ?? '');
      if (!this.#zones.has(card.zone ?? '')) this.#sorted.delete('');
    }
  }

  #takeThread(id: string): void {
    const before = this.#allThreads.get(id);
    const entry = this.#entry('threads', id);
    const after = entry && threadRecord(id, entry);
    if (before) for (const end of [before.from, before.to]) this.#threadsAt.remove(end, id);
    if (after) for (const end of [after.from, after.to]) this.#threadsAt.add(end, id);
    replace(this.#allThreads, id, after);
    const joined = after && this.#cards.has(after.from) && this.#cards.has(after.to);
    replace(this.#threads, id, joined ? after : undefined);
  }

  #takeStroke(id: string): void {
    const entry = this.#entry('strokes', id);
    replace(this.#strokes, id, entry && strokeRecord(id, entry));
  }

  #takeComment(id: string, marks: Marks): void {
    const before = this.#comments.get(id);
    const entry = this.#entry('comments', id);
    const after = entry && commentRecord(id, entry);
    if (before) this.#commentsOn.remove(before.card, id);
    if (after) this.#commentsOn.add(after.card, id);
    replace(this.#comments, id, after);
    for (const comment of [before, after]) if (comment) marks.cards.add(comment.card);
  }

  #takeReaction(key: string, marks: Marks): void {
    const [card, participant, kind] = key.split(':');
    if (!card || !participant || !kind) return;
    const on = this.#roots.reactions.get(key) === true;
    this.#reactions[on ? 'add' : 'remove'](`${card}:${kind}`, participant);
    marks.cards.add(card);
  }

  #entry(root: 'zones' | 'cards' | 'threads' | 'strokes' | 'comments', id: string): Entry | undefined {
    const entry = this.#private?.entry(root, id) ?? this.#roots[root].get(id);
    return entry instanceof Y.Map ? entry : undefined;
  }

  #members(zone: string | null): CardView[] {
    if (zone !== null) return this.#found(this.#inZone.of(zone), this.#cards);
    const loose: CardView[][] = [];
    for (const [key, ids] of this.#inZone.all()) {
      if (!this.#zones.has(key)) loose.push(this.#found(ids, this.#cards));
    }
    return loose.flat();
  }

  #found<T>(ids: Iterable<string>, records: ReadonlyMap<string, T>): T[] {
    const found: T[] = [];
    for (const id of ids) {
      const record = records.get(id);
      if (record) found.push(record);
    }
    return found;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Key → set of ids; a key without ids is not kept. */
class Groups {
  readonly #groups = new Map<string, Set<string>>();

  of(key: string): ReadonlySet<string> {
    return this.#groups.get(key) ?? NONE;
  }

  all(): Iterable<[string, ReadonlySet<string>]> {
    return this.#groups;
  }

  add(key: string, id: string): void {
    const group = this.#groups.get(key);
    if (group) group.add(id);
    else this.#groups.set(key, new Set([id]));
  }

  remove(key: string, id: string): void {
    const group = this.#groups.get(key);
    if (group?.delete(id) && group.size === 0) this.#groups.delete(key);
  }
}

function replace<T>(records: Map<string, T>, id: string, record: T | undefined): void {
  if (record === undefined) records.delete(id);
  else records.set(id, record);
}

function touched(event: Y.YEvent<Y.AbstractType<unknown>>, root: Y.Map<unknown>): Iterable<string> {
  if ((event.target as unknown) === root) return event.changes.keys.keys();
  return [String(event.path[0])];
}
