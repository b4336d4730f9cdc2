/** A thread is drawn from one card to another: dragged from a handle, or by the thread tool with two clicks or a drag. */
import { boxAt } from '../box';
import type { Canvas } from '../canvas';
import type { Placed } from '../placed';
import { sketch } from '../thread-hand';
import { fits, join } from '../ties';
import { Panning } from './panning';
import { hasMoved, type Pointer, type State } from './state';

export class Threading implements State {
  readonly name = 'threading';
  readonly #canvas: Canvas;
  #from: Placed | null;
  #pressed: Pointer | null = null;

  constructor(canvas: Canvas, from: Placed | null) {
    this.#canvas = canvas;
    this.#from = from;
    if (from) canvas.chosen.offer(from.id);
  }

  down(pointer: Pointer): State {
    if (pointer.button === 1 || this.#canvas.space) return new Panning(this.#canvas, pointer);
    this.#pressed = pointer;
    if (this.#from) return this;
    const card = this.#canvas.cardAt(pointer.x, pointer.y);
    if (!card) return pointer.finger ? new Panning(this.#canvas, pointer) : this;
    this.#from = card;
    this.#canvas.chosen.offer(card.id);
    return this.move(pointer);
  }

  move(pointer: Pointer): State {
    if (!this.#from) return this;
    const to = this.#target(pointer);
    const { gaps } = this.#canvas.runs;
    const end = to ?? boxAt(pointer.x, pointer.y, 0, 0);
    this.#canvas.draw(sketch(this.#from, this.#from.card.kind, end, to?.card.kind ?? null, gaps));
    this.#canvas.chosen.hover(to?.id ?? null);
    return this;
  }

  /** Let go on a card that fits, it is tied; on the first card itself, the second is still to be clicked. */
  up(pointer: Pointer): State {
    if (!this.#from) return this;
    const to = this.#target(pointer);
    if (to) join(this.#canvas, this.#from.id, to.id, pointer);
    else if (this.#pressed && !hasMoved(this.#pressed, pointer) && this.#isOn(this.#from, pointer))
      return this;
    this.#canvas.app.tool.value = 'select';
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    return this.#from !== null;
  }

  leave(): void {
    this.#canvas.draw(null);
    this.#canvas.chosen.offer(null);
    this.#canvas.chosen.hover(null);
  }

  #isOn(card: Placed, pointer: Pointer): boolean {
    return this.#canvas.cardAt(pointer.x, pointer.y) === card;
  }

  #target(pointer: Pointer): Placed | null {
    const card = this.#canvas.cardAt(pointer.x, pointer.y);
    return card && card !== this.#from && fits(this.#canvas, this.#from!.id, card.id) ? card : null;
  }
}
