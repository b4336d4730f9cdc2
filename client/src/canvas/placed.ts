/** The cards as they lie on the canvas: where each is drawn now, and where it is going. */
import type { CardView } from '../board/schema';
import { type Box, boxAt, type Point } from './box';
import type { CardFace } from './card';
import { Index } from './cull';

export interface Placed extends Box {
  readonly id: string;
  card: CardView;
  x: number;
  y: number;
  w: number;
  h: number;
  layer: number;
  /** Where it belongs; x, y glide there when someone else moved it. */
  to: Point;
  /** Under my pointer: the board's word on its place waits until I let go. */
  lifted: boolean;
  /** Its element, while it is in the page. */
  face: CardFace | null;
}

/** A glide covers this share of what is left in this time: three times the cursors' lag is nearly all of it. */
const GLIDE_MS = 45;
/** A card further off than this has not been dragged but sent: it does not fly across the board. */
const TOO_FAR = 3_000;

export class Placement {
  readonly all = new Map<string, Placed>();
  readonly index = new Index<Placed>();
  /** Cards whose box changed since last asked; their threads run elsewhere now. */
  readonly moved = new Set<string>();
  /** Cards that came, went or changed since they were last drawn from afar. */
  readonly changed = new Set<Placed>();
  #gliding = new Set<Placed>();

  get(id: string): Placed | undefined {
    return this.all.get(id);
  }

  /** Take in a whole board at once. */
  fill(cards: Iterable<CardView>): void {
    const placed = [...cards].map(lay);
    for (const one of placed) {
      this.all.set(one.id, one);
      this.changed.add(one);
    }
    this.index.addAll(placed);
  }

  add(card: CardView): Placed {
    const placed = lay(card);
    this.all.set(placed.id, placed);
    this.changed.add(placed);
    this.index.add(placed);
    this.moved.add(placed.id);
    return placed;
  }

  /** Take in what the board now says of a card. `glide`: others moved it, so it goes there smoothly. */
  update(placed: Placed, card: CardView, glide: boolean): void {
    const resized = card.size[0] !== placed.card.size[0] || card.size[1] !== placed.card.size[1];
    placed.card = card;
    this.changed.add(placed);
    placed.layer = card.pos[2];
    // A mounted card is as tall as its words are here, whatever another screen measured.
    if (resized && !placed.lifted) this.size(placed, card.size[0], placed.face ? placed.h : card.size[1]);
    if (!placed.lifted) this.send(placed, [card.pos[0], card.pos[1]], glide);
  }

  remove(placed: Placed): void {
    this.all.delete(placed.id);
    this.changed.add(placed);
    this.index.remove(placed);
    this.#gliding.delete(placed);
    this.moved.add(placed.id);
  }

  /** Let a card go somewhere, smoothly or at once. */
  send(placed: Placed, to: Point, glide: boolean): void {
    placed.to = to;
    const off = Math.max(Math.abs(to[0] - placed.x), Math.abs(to[1] - placed.y));
    if (glide && off > 0.5 && off < TOO_FAR) this.#gliding.add(placed);
    else this.put(placed, to[0], to[1]);
  }

  /** Draw a card here from now on. */
  put(placed: Placed, x: number, y: number): void {
    if (x === placed.x && y === placed.y) return;
    placed.x = x;
    placed.y = y;
    placed.face?.place(x, y);
    this.#reindex(placed);
  }

  size(placed: Placed, w: number, h: number): void {
    if (w === placed.w && h === placed.h) return;
    placed.w = w;
    placed.h = h;
    this.#reindex(placed);
  }

  /** Move what glides a little further; true while something is still on its way. */
  glide(passedMs: number): boolean {
    const share = 1 - Math.exp(-passedMs / GLIDE_MS);
    for (const placed of this.#gliding) {
      const [dx, dy] = [placed.to[0] - placed.x, placed.to[1] - placed.y];
      const there = placed.lifted || Math.abs(dx) + Math.abs(dy) < 0.5;
      if (there) this.#gliding.delete(placed);
      if (placed.lifted) continue;
      if (there) this.put(placed, placed.to[0], placed.to[1]);
      else this.put(placed, placed.x + dx * share, placed.y + dy * share);
    }
    return this.#gliding.size > 0;
  }

  #reindex(placed: Placed): void {
    this.index.change(placed, boxAt(placed.x, placed.y, placed.w, placed.h));
    this.moved.add(placed.id);
    this.changed.add(placed);
  }
}

function lay(card: CardView): Placed {
  const [x, y, layer] = card.pos;
  const [w, h] = card.size;
  const box = boxAt(x, y, w, h);
  return { ...box, id: card.id, card, x, y, w, h, layer, to: [x, y], lifted: false, face: null };
}
