/** Cards come, and lie elsewhere. */
import * as Y from 'yjs';
import { keyBetween, orderAt } from '../order';
import { CARD_SIZE, characters, type Kind, LIMITS, newId, type ThreadKind } from '../schema';
import { isPrivate } from '../session';
import { fitsField, newEntry, wellFormed, withinBoard, write } from '../value';
import type { Home, Inside } from './inside';
import * as may from './may';

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

/** Cards written in one go: an update with more than 5,000 changes is refused whole, and a card is about twelve. */
export const CHUNK = 100;

/** Cards moved in one go: a card that goes to another zone is three changes. Threads brought back in one go. */
export const MOVES = 1_000;

/** The last order key in each zone that cards of this command have gone to. */
type Ends = Map<string | null, string>;

export function addCards(
  inside: Inside,
  cards: readonly NewCard[],
  threads: readonly NewThread[] = [],
): string[] {
  const { view } = inside;
  if (may.add(inside) !== true) return [];
  const room = LIMITS.cards - view.cards.size;
  const fits = ({ kind, zone = null, text = '' }: NewCard) =>
    may.add(inside, kind) === true && may.put(inside, zone, kind) === true && characters(text) <= LIMITS.text;
  const fitting = cards.filter(fits).slice(0, room);
  if (!fitting.length) return [];
  const ids = fitting.map(() => newId());
  const places = new Map(fitting.map((card, n) => [card, n]));
  const id = (at: number) => ids[places.get(cards[at]!) ?? -1];
  const ends: Ends = new Map();
  const top = inside.top();
  const quiet = fitting.some(
    ({ kind, zone = null }) => isPrivate(view.session, zone) || inside.looksFirst(kind),
  );
  const home = (quiet && inside.own) || inside.board;
  const doing = fitting.length === 1 ? 'adding a card' : `adding ${fitting.length} cards`;
  const batch = fitting.length > CHUNK ? newId() : null;
  for (let from = 0; from < fitting.length; from += CHUNK) {
    home.undo.act(
      doing,
      () => {
        for (const [n, card] of fitting.slice(from, from + CHUNK).entries())
          begin(inside, home, ids[from + n]!, card, top + 1 + from + n, ends);
        if (from + CHUNK < fitting.length) return;
        for (const { kind, from: a, to: b } of threads)
          if (id(a) && id(b))
            home.threads.set(inside.mine(newId()), newEntry({ kind, from: id(a), to: id(b) }));
      },
      null,
      batch,
    );
  }
  return ids;
}

export function moveCards(inside: Inside, moves: readonly Move[]): void {
  const allowed = moves.filter(
    ({ id, zone }) => may.edit(inside, id) === true && may.move(inside, id, zone ?? null) === true,
  );
  if (allowed.length === 0) return;
  const doing = allowed.length === 1 ? 'moving a card' : `moving ${allowed.length} cards`;
  const batch = allowed.length > MOVES ? newId() : null;
  const capture = `move ${allowed.map((move) => move.id).join(' ')}`;
  const ends: Ends = new Map();
  for (const home of inside.homes()) {
    const here = allowed.filter(({ id }) => inside.home(id) === home);
    for (const part of parts(here, MOVES))
      home.undo.act(
        doing,
        () => {
          for (const move of part) moveOne(inside, move, ends);
        },
        batch ? null : capture,
        batch,
      );
  }
}

function begin(inside: Inside, home: Home, id: string, card: NewCard, layer: number, ends: Ends): void {
  const { kind, zone = null, pos, size, text = '', fields = {}, tags = [] } = card;
  const entries = Object.entries(fields).filter(([, value]) => fitsField(value));
  home.cards.set(
    inside.mine(id),
    newEntry({
      kind,
      zone,
      pos: [withinBoard(pos[0]), withinBoard(pos[1]), layer],
      size: [...(size ?? CARD_SIZE[kind])],
      order: nextOrder(inside, zone, ends),
      text: new Y.Text(wellFormed(text)),
      fields: new Y.Map(entries),
      tags: [...new Set(tags)].slice(0, LIMITS.tags),
    }),
  );
}

function moveOne(inside: Inside, { id, pos: [x, y, z], zone }: Move, ends: Ends): void {
  const card = inside.view.cards.get(id);
  if (!card) return;
  const { cards } = inside.home(id);
  write(cards, id, 'pos', [withinBoard(x), withinBoard(y), z ?? card.pos[2]]);
  if (zone === undefined || zone === card.zone) return;
  write(cards, id, 'zone', zone);
  write(cards, id, 'order', nextOrder(inside, zone, ends));
}

/** Write at each of these, and `also` at last, as one step of undo, in parts that the server takes. */
export function writeEach<T>(
  { undo }: Pick<Inside, 'undo'>,
  doing: string,
  all: readonly T[],
  one: (each: T) => void,
  { also, capture = null }: { also?: () => void; capture?: string | null } = {},
): void {
  const batch = all.length > MOVES ? newId() : null;
  const some = all.length ? parts(all, MOVES) : [[]];
  for (const part of some)
    undo.act(
      doing,
      () => {
        for (const each of part) one(each);
        if (part === some.at(-1)) also?.();
      },
      batch ? null : capture,
      batch,
    );
}

/** A list in parts of so many; 0: none. */
export function parts<T>(list: readonly T[], many: number): T[][] {
  const count = many ? Math.ceil(list.length / many) : 0;
  return Array.from({ length: count }, (_, n) => list.slice(n * many, (n + 1) * many));
}

/** The key for the end of a zone, also for several cards that go there in a row. */
function nextOrder({ view }: Inside, zone: string | null, ends: Ends): string {
  const end = ends.get(zone);
  const cards = view.cardsIn(zone);
  const order = end === undefined ? orderAt(cards, cards.length) : keyBetween(end, null);
  ends.set(zone, order);
  return order;
}
