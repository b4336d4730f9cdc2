/** The board follows the pointer. */
import { panned } from '../camera';
import type { Canvas } from '../canvas';
import { hasMoved, type Pointer, type State } from './state';

export class Panning implements State {
  readonly name = 'panning';
  readonly #canvas: Canvas;
  readonly #start: Pointer;
  #last: Pointer;

  constructor(canvas: Canvas, start: Pointer) {
    this.#canvas = canvas;
    this.#start = this.#last = start;
  }

  move(pointer: Pointer): this {
    const { camera } = this.#canvas;
    this.#canvas.sight.look(panned(camera, pointer.sx - this.#last.sx, pointer.sy - this.#last.sy));
    this.#last = pointer;
    return this;
  }

  /** A finger tapped on the floor lets go of what was selected. */
  up(pointer: Pointer): State {
    const tapped = pointer.finger && !hasMoved(this.#start, pointer);
    if (tapped && this.#canvas.app.tool.peek() === 'select') this.#canvas.chosen.set([]);
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    return true;
  }
}
