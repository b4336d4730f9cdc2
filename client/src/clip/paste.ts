/** Where pasted cards go, what of them the board can take, and what is said of it. */
import type { App } from '../app/app';
import { count } from '../app/words';
import type { NewCard } from '../board/commands';
import { CONSENT } from '../board/field';
import { freeSpot } from '../board/place';
import { CARD_SIZE, type CardView, characters, LIMITS, type ZoneView } from '../board/schema';
import type { BoardView } from '../board/view';
import type { Clip, ClipCard } from './clip';

/** At once: more than people look through, and within what the server takes as one change. */
export const MOST_AT_ONCE = 400;

const GAP = 24;
const BESIDE = 32;
const ACROSS = 5;
/** A card of some lines; laid out anew by its words once it is there. */
const ROW = 190;

export interface PastedCards {
  readonly made: readonly string[];
  /** For who pasted, in sentences. */
  readonly said: string;
}

/** Put a clip on the board as one step, at a point where there is one. */
export function paste(app: App, clip: Clip, at: readonly [number, number] | null): PastedCards | string {
  const { commands, view } = app.session.peek();
  const may = commands.mayAdd();
  if (may !== true) return may;
  const here = clip.board === app.boot.board.id;
  const left = [...clip.left];
  const wanted = clip.cards.map((card) => (here ? asItIs(card, view) : alone(card)));
  const staying = wanted.filter((card) => card === null).length;
  if (staying)
    left.push(
      `${count(staying, 'story stays', 'stories stay')} where ${staying === 1 ? 'it is' : 'they are'}: nobody has said that ${staying === 1 ? 'it' : 'they'} may leave that room.`,
    );
  const taken = wanted.map((card) => (card && fits(card) ? card : null));
  const long = wanted.filter((card) => card && !fits(card)).length;
  if (long)
    left.push(`${count(long, 'card is', 'cards are')} too long: a card holds ${LIMITS.text} characters.`);
  const chosen = taken.flatMap((card, n) => (card ? [{ card, n }] : []));
  const room = Math.min(MOST_AT_ONCE, LIMITS.cards - view.cards.size);
  const going = chosen.slice(0, room);
  if (chosen.length > room)
    left.push(
      `${count(chosen.length - room, 'card did', 'cards did')} not fit: ${room === MOST_AT_ONCE ? `${MOST_AT_ONCE} come in at once` : `this board holds ${LIMITS.cards}`}.`,
    );
  if (!going.length) return left.join(' ') || 'There is nothing to paste here.';
  const spots = placed(
    app,
    going.map(({ card }) => card),
    here,
    at,
  );
  const kinds = going.map(({ card }) => (commands.mayAdd(card.kind) === true ? card.kind : null));
  const barred = kinds.indexOf(null);
  if (barred >= 0) {
    const why = commands.mayAdd(going[barred]!.card.kind);
    if (kinds.every((kind) => kind === null)) return String(why);
    left.push(String(why));
  }
  const news: NewCard[] = [];
  const index = new Map<number, number>();
  const full = new Map<string, CardView[]>();
  for (const [m, { card, n }] of going.entries()) {
    if (kinds[m] === null) continue;
    const may = commands.mayPut(spots[m]!.zone, card.kind);
    const spot = may === true ? spots[m]! : whereItFits(app, card, full);
    if (may !== true) {
      const why = spot ? `${may} What is no such card went where it fits.` : may;
      if (!left.includes(why)) left.push(why);
    }
    if (!spot) continue;
    index.set(n, news.length);
    news.push({ ...spot, kind: card.kind, text: card.text, fields: card.fields, tags: card.tags });
  }
  const threads = clip.threads.flatMap(({ kind, from, to }) => {
    const [a, b] = [index.get(from), index.get(to)];
    return a === undefined || b === undefined ? [] : [{ kind, from: a, to: b }];
  });
  const made = commands.addCards(news, threads);
  if (!made.length) return left.join(' ') || 'These cards can’t be added here.';
  return {
    made,
    said: [`${count(made.length, 'card', 'cards')} pasted from ${clip.source}.`, ...left].join(' '),
  };
}

/** On its own board a copied card is found again by its id, also where its words did not leave with it. */
function asItIs(card: ClipCard, view: BoardView): ClipCard | null {
  const there = card.id ? view.cards.get(card.id) : undefined;
  if (there) return ofBoard(there, view);
  return card.text || !card.id ? card : null;
}

/** From another board. */
function alone(card: ClipCard): ClipCard | null {
  if (!card.text && card.id && !card.pos) return null;
  const fields = Object.fromEntries(
    Object.entries(card.fields).filter(
      // A picture stays with the board that keeps it.
      ([name]) => name !== 'image' && !(CONSENT as readonly string[]).includes(name),
    ),
  );
  return { ...card, fields };
}

function ofBoard({ id, kind, text, fields, tags, zone, pos, size }: CardView, view: BoardView): ClipCard {
  const free = Object.entries(fields).filter(([name]) => !(CONSENT as readonly string[]).includes(name));
  const title = (zone && view.zones.get(zone)?.title) || null;
  return { id, kind, text, fields: Object.fromEntries(free), tags, zone: title, pos: [pos[0], pos[1]], size };
}

function fits({ text }: ClipCard): boolean {
  return text.length <= LIMITS.text || characters(text) <= LIMITS.text;
}

type Spot = Pick<NewCard, 'pos' | 'zone' | 'size'> & { zone: string | null };

/** Together as they lay, around the point; rows into the zones they name, the others side by side. */
function placed(
  app: App,
  cards: readonly ClipCard[],
  here: boolean,
  at: readonly [number, number] | null,
): Spot[] {
  const { view } = app.session.peek();
  const lying = cards.filter(({ pos }) => pos !== null);
  if (lying.length === cards.length) return asTheyLay(app, cards, here, at);
  const [x, y] = at ?? middle(app);
  const full = new Map<string, CardView[]>();
  let n = 0;
  return cards.map((card): Spot => {
    const size = card.size ?? CARD_SIZE[card.kind];
    const zone = zoneNamed(view, card.zone);
    if (zone) return { zone: zone.id, size, pos: spotIn(view, zone, size, full) };
    const pos = [
      Math.round(x + (n % ACROSS) * (CARD_SIZE.note[0] + GAP)),
      Math.round(y + Math.floor(n / ACROSS) * ROW),
    ] as const;
    n++;
    return { zone: zoneAt(view, pos, size), size, pos };
  });
}

function asTheyLay(
  app: App,
  cards: readonly ClipCard[],
  here: boolean,
  at: readonly [number, number] | null,
): Spot[] {
  const { view } = app.session.peek();
  const left = Math.min(...cards.map(({ pos }) => pos![0]));
  const top = Math.min(...cards.map(({ pos }) => pos![1]));
  const right = Math.max(...cards.map(({ pos, size }) => pos![0] + (size?.[0] ?? 200)));
  const bottom = Math.max(...cards.map(({ pos, size }) => pos![1] + (size?.[1] ?? 120)));
  const [mx, my] = middle(app);
  const [dx, dy] = at
    ? [at[0] - left, at[1] - top]
    : here
      ? [BESIDE, BESIDE]
      : [mx - (left + right) / 2, my - (top + bottom) / 2];
  return cards.map(({ kind, pos, size: known }): Spot => {
    const size = known ?? CARD_SIZE[kind];
    const spot = [Math.round(pos![0] + dx), Math.round(pos![1] + dy)] as const;
    return { pos: spot, size, zone: zoneAt(view, spot, size) };
  });
}

function spotIn(
  view: BoardView,
  zone: ZoneView,
  size: readonly [number, number],
  full: Map<string, CardView[]>,
): [number, number] {
  const there = full.get(zone.id) ?? view.cardsIn(zone.id);
  const [x, y] = freeSpot(zone, there, size);
  full.set(zone.id, [...there, { pos: [x, y, 0], size } as unknown as CardView]);
  return [x, y];
}

/** In the first zone that names the card's kind. */
function whereItFits(app: App, card: ClipCard, full: Map<string, CardView[]>): Spot | null {
  const { commands, view } = app.session.peek();
  const zone = view
    .zoneList()
    .find(({ id, kinds }) => kinds.includes(card.kind) && commands.mayPut(id, card.kind) === true);
  if (!zone) return null;
  const size = card.size ?? CARD_SIZE[card.kind];
  return { zone: zone.id, size, pos: spotIn(view, zone, size, full) };
}

function zoneNamed(view: BoardView, title: string | null): ZoneView | undefined {
  const plain = title?.trim().toLowerCase();
  return plain ? view.zoneList().find((zone) => zone.title.trim().toLowerCase() === plain) : undefined;
}

/** The zone that a card's middle lies on. */
function zoneAt(
  view: BoardView,
  [x, y]: readonly [number, number],
  [w, h]: readonly [number, number],
): string | null {
  const [cx, cy] = [x + w / 2, y + h / 2];
  const on = view
    .zoneList()
    .find(
      ({ pos, size }) => cx >= pos[0] && cy >= pos[1] && cx <= pos[0] + size[0] && cy <= pos[1] + size[1],
    );
  return on?.id ?? null;
}

function middle(app: App): [number, number] {
  const { x, y, z } = app.camera.peek();
  const { w, h } = app.canvas.peek()?.size.peek() ?? { w: 0, h: 0 };
  return [Math.round(x + w / z / 2), Math.round(y + h / z / 2)];
}
