/** A zone follows the pointer, and its cards with it; the board gets one write when it is put down. */
import { zoneName } from '../../app/words';
import * as zones from '../../board/commands/zones';
import { boxAt } from '../box';
import type { Canvas } from '../canvas';
import type { Placed } from '../placed';
import type { Table } from '../zone';
import { hasMoved, type Pointer, type State } from './state';

export class Carrying implements State {
  readonly name = 'carrying';
  readonly #canvas: Canvas;
  readonly #zone: Table;
  readonly #start: Pointer;
  readonly #cards: readonly { readonly card: Placed; readonly x: number; readonly y: number }[];
  readonly #folded: readonly string[] | null;
  #moved = false;

  constructor(canvas: Canvas, zone: Table, start: Pointer) {
    this.#canvas = canvas;
    this.#zone = zone;
    this.#start = start;
    const ids = canvas.session.view.cardsIn(zone.id).map(({ id }) => id);
    this.#folded = canvas.zones.folded(zone.id) ? ids : null;
    const cards = ids.map((id) => canvas.placement.get(id));
    this.#cards = cards.filter((card) => card !== undefined).map((card) => ({ card, x: card.x, y: card.y }));
  }

  move(pointer: Pointer): State {
    this.#moved ||= hasMoved(this.#start, pointer);
    if (!this.#moved) return this;
    for (const { card } of this.#cards) card.lifted = true;
    this.#put(Math.round(pointer.x - this.#start.x), Math.round(pointer.y - this.#start.y));
    return this;
  }

  up(): State {
    const { commands } = this.#canvas.session;
    const { minX, minY } = this.#canvas.zones.all.get(this.#zone.id) ?? this.#zone;
    this.#lower();
    if (this.#moved) {
      zones.moveZone(commands.inside, this.#zone.id, [minX, minY]);
      commands.endGesture();
      this.#canvas.app.announce(`${zoneName(this.#zone.zone)} moved, with its cards.`);
    }
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    this.#put(0, 0);
    return true;
  }

  leave(): void {
    this.#lower();
  }

  #put(dx: number, dy: number): void {
    const { minX, minY, maxX, maxY } = this.#zone;
    this.#canvas.zones.put(this.#zone.id, boxAt(minX + dx, minY + dy, maxX - minX, maxY - minY));
    for (const { card, x, y } of this.#cards) this.#canvas.placement.put(card, x + dx, y + dy);
    // The threads of cards in a folded zone end at it.
    if (this.#folded) for (const id of this.#folded) this.#canvas.placement.moved.add(id);
    this.#canvas.schedule();
  }

  #lower(): void {
    for (const { card } of this.#cards) card.lifted = false;
  }
}
