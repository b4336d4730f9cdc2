/** A corner of the selected card is pulled: it gets wider or narrower, its height follows its words. */

import * as there from '../../board/commands/cards-there';
import type { Canvas } from '../canvas';
import type { Placed } from '../placed';
import type { Corner } from '../reach';
import type { Pointer, State } from './state';

const NARROWEST = 140;
const WIDEST = 720;

export class Resizing implements State {
  readonly name = 'resizing';
  readonly #canvas: Canvas;
  readonly #card: Placed;
  readonly #west: boolean;
  readonly #start: Pointer;
  readonly #before: { readonly x: number; readonly w: number };

  constructor(canvas: Canvas, card: Placed, corner: Corner, start: Pointer) {
    this.#canvas = canvas;
    this.#card = card;
    this.#west = corner.endsWith('w');
    this.#start = start;
    this.#before = { x: card.x, w: card.w };
    card.lifted = true;
  }

  move(pointer: Pointer): State {
    const { x, w } = this.#before;
    const pulled = (pointer.x - this.#start.x) * (this.#west ? -1 : 1);
    const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, w + pulled)));
    this.#shape(this.#west ? x + w - width : x, width);
    return this;
  }

  up(): State {
    const { id, x, w, h } = this.#card;
    const { commands } = this.#canvas.session;
    const moved = x === this.#before.x ? undefined : x;
    if (w !== this.#before.w) there.setSize(commands.inside, id, [w, Math.round(h)], moved);
    commands.endGesture();
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    this.#shape(this.#before.x, this.#before.w);
    return true;
  }

  leave(): void {
    this.#card.lifted = false;
  }

  #shape(x: number, w: number): void {
    const { placement } = this.#canvas;
    placement.put(this.#card, x, this.#card.y);
    placement.size(this.#card, w, this.#card.h);
    this.#card.face?.width(w);
    this.#canvas.schedule();
  }
}
