/** A press on a card that is not yet a drag: lifted again, it selects; moved, it drags. */
import { showDetails } from '../../app/details';
import type { Canvas } from '../canvas';
import type { Placed } from '../placed';
import { Dragging } from './dragging';
import { Panning } from './panning';
import { hasMoved, type Pointer, type State } from './state';

export class Pointing implements State {
  readonly name = 'pointing';
  readonly #canvas: Canvas;
  readonly #card: Placed;
  readonly #start: Pointer;
  /** It was dragged, but may not be moved: said once. */
  #refused = false;

  constructor(canvas: Canvas, card: Placed, start: Pointer) {
    this.#canvas = canvas;
    this.#card = card;
    this.#start = start;
  }

  move(pointer: Pointer): State {
    if (this.#refused || !hasMoved(this.#start, pointer)) return this;
    const chosen = this.#canvas.chosen.ids.has(this.#card.id);
    // On a phone cards fill the screen: a finger pans over them, and drags only a card that was tapped before.
    if (pointer.finger && !chosen) return new Panning(this.#canvas, this.#start).move(pointer);
    if (!chosen) this.#canvas.chosen.set([this.#card.id]);
    const drag = Dragging.begin(this.#canvas, this.#card, this.#start);
    this.#refused = drag === null;
    return drag?.move(pointer) ?? this;
  }

  up(pointer: Pointer): State {
    const { app } = this.#canvas;
    if (app.tool.peek() === 'comment') showDetails(app, this.#card.id, 'comments');
    else if (!this.#refused) this.#canvas.chosen.click(this.#card.id, pointer.shift);
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    return true;
  }
}
