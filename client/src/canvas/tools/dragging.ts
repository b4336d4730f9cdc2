/**
 * Selected cards follow the pointer. Others see them through presence; the board gets one write when they are dropped.
 * With Alt held the cards stay, and copies of them are what is dropped.
 */
import { MOST_CARDS } from '../../wire/presence';
import { around, type Box, centreOf } from '../box';
import { panned, toBoard } from '../camera';
import type { Canvas } from '../canvas';
import { FRONT } from '../cards';
import { drop } from '../deed';
import type { Placed } from '../placed';
import type { Pointer, State } from './state';

/** Nearer to the window's edge than this, the board moves along. */
const EDGE = 36;
const EDGE_STEP = 9;
interface Item {
  readonly card: Placed;
  readonly x: number;
  readonly y: number;
}

export class Dragging implements State {
  readonly name = 'dragging';
  readonly #canvas: Canvas;
  readonly #items: readonly Item[];
  readonly #grabbed: Placed;
  readonly #start: Pointer;
  /** What they cover together, before. */
  readonly #box: Box;
  #last: Pointer;
  #copying = false;

  /** The drag of what is selected; or, where nothing of it may be moved, word of why and null. */
  static begin(canvas: Canvas, grabbed: Placed, start: Pointer): Dragging | null {
    const { commands } = canvas.session;
    const copies = start.alt && commands.mayAdd(grabbed.card.kind) === true;
    const cards = canvas.chosen.cards().filter(({ id }) => copies || commands.mayEdit(id) === true);
    if (cards.length) return new Dragging(canvas, cards, grabbed, start);
    canvas.refuses(commands.mayEdit(grabbed.id));
    return null;
  }

  private constructor(canvas: Canvas, cards: Placed[], grabbed: Placed, start: Pointer) {
    this.#canvas = canvas;
    this.#grabbed = cards.includes(grabbed) ? grabbed : cards[0]!;
    this.#start = this.#last = start;
    this.#items = cards.map((card) => ({ card, x: card.x, y: card.y }));
    this.#box = around(cards)!;
    for (const card of cards) {
      card.lifted = true;
      card.face?.layer(FRONT + 1);
    }
  }

  move(pointer: Pointer): State {
    this.#last = pointer;
    const [x, y] = toBoard(this.#canvas.camera, pointer.sx, pointer.sy);
    const { skill, session } = this.#canvas;
    this.#copying = pointer.alt && session.commands.mayAdd(this.#grabbed.card.kind) === true;
    skill?.standIn(this.#copying ? this.#items : []);
    const [rawX, rawY] = [Math.round(x - this.#start.x), Math.round(y - this.#start.y)];
    const snap = pointer.free ? null : skill?.snap(moved(this.#box, rawX, rawY));
    if (pointer.free) skill?.letGo();
    const [dx, dy] = [rawX + (snap?.dx ?? 0), rawY + (snap?.dy ?? 0)];
    for (const item of this.#items) this.#canvas.placement.put(item.card, item.x + dx, item.y + dy);
    this.#canvas.zones.aim(this.#aim());
    this.#tell();
    this.#canvas.schedule();
    return this;
  }

  up(): State {
    this.#lower();
    const dropped = this.#items.map(({ card }) => ({ card, zone: this.#zoneUnder(card) }));
    if (this.#copying) this.#copy(dropped);
    else drop(this.#canvas, dropped);
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    this.#lower();
    this.#putBack();
    return true;
  }

  leave(): void {
    this.#lower();
    this.#canvas.zones.aim(null);
    this.#canvas.skill?.letGo();
    this.#canvas.skill?.standIn([]);
  }

  #copy(dropped: readonly { card: Placed; zone: string | null }[]): void {
    const copies = dropped.map(({ card: { card, x, y }, zone }) => ({ card, pos: [x, y] as const, zone }));
    this.#putBack();
    this.#canvas.skill?.copy(copies);
  }

  #putBack(): void {
    for (const { card, x, y } of this.#items) this.#canvas.placement.put(card, x, y);
    this.#canvas.hand.letGo();
  }

  /** At the window's edge the board moves on under the cards. */
  frame(): boolean {
    const { w, h } = this.#canvas.size.peek();
    const { sx, sy } = this.#last;
    const dx = pull(sx, w);
    const dy = pull(sy, h);
    if (!dx && !dy) return false;
    this.#canvas.sight.look(panned(this.#canvas.camera, dx, dy));
    this.move(this.#last);
    return true;
  }

  /** The zone it would land in, where that takes it. */
  #aim(): string | null {
    const zone = this.#zoneUnder(this.#grabbed);
    return this.#canvas.session.commands.mayMove(this.#grabbed.id, zone) === true ? zone : null;
  }

  /** The zone its middle lies on; a folded one, which is low, is aimed at with the pointer. */
  #zoneUnder(card: Placed): string | null {
    const { camera, zones } = this.#canvas;
    const aimed = this.#canvas.zoneAt(...toBoard(camera, this.#last.sx, this.#last.sy));
    return zones.folded(aimed) ? aimed : this.#canvas.zoneAt(...centreOf(card));
  }

  #lower(): void {
    for (const { card } of this.#items) card.lifted = false;
  }

  #tell(): void {
    // Others see nothing of a card that stays where it is, and of more than a state can name the box around them all.
    const moving = this.#copying ? [] : this.#items;
    const shown = moving.slice(0, MOST_CARDS).map(({ card }) => [card.id, [card.x, card.y]] as const);
    const ids = shown.map(([id]) => id);
    const [{ card, x, y }] = this.#items as [Item];
    const { minX, minY, maxX, maxY } = moved(this.#box, card.x - x, card.y - y);
    const box = [minX, minY, maxX - minX, maxY - minY].map(Math.round) as [number, number, number, number];
    const group = moving.length > MOST_CARDS ? ([moving.length, ...box] as const) : null;
    this.#canvas.hand.hold(ids, Object.fromEntries(shown), group);
  }
}

function moved({ minX, minY, maxX, maxY }: Box, dx: number, dy: number): Box {
  return { minX: minX + dx, minY: minY + dy, maxX: maxX + dx, maxY: maxY + dy };
}

function pull(at: number, size: number): number {
  if (at < EDGE) return EDGE_STEP;
  return at > size - EDGE ? -EDGE_STEP : 0;
}
