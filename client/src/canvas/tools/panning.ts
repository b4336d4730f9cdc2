/** The board follows the pointer; a finger that leaves it moving sends it on a little. */
import { panned } from '../camera';
import type { Canvas } from '../canvas';
import { hasMoved, type Pointer, type State } from './state';

/** What a finger did longer ago than this says nothing of how fast it leaves. */
const RECENT_MS = 80;

export class Panning implements State {
  readonly name = 'panning';
  readonly #canvas: Canvas;
  readonly #start: Pointer;
  #last: Pointer;
  #trail: Pointer[] = [];

  constructor(canvas: Canvas, start: Pointer) {
    this.#canvas = canvas;
    this.#start = this.#last = start;
  }

  move(pointer: Pointer): this {
    const { camera } = this.#canvas;
    this.#canvas.sight.look(panned(camera, pointer.sx - this.#last.sx, pointer.sy - this.#last.sy));
    this.#last = pointer;
    if (pointer.finger) this.#note(pointer);
    return this;
  }

  /** A finger tapped on the floor lets go of what was selected. */
  up(pointer: Pointer): State {
    const tapped = pointer.finger && !hasMoved(this.#start, pointer);
    if (pointer.finger && !tapped) this.#send(pointer);
    if (tapped && this.#canvas.app.tool.peek() === 'select') this.#canvas.chosen.set([]);
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    return true;
  }

  #note(pointer: Pointer): void {
    this.#trail = [...this.#trail.filter(({ at }) => pointer.at - at < RECENT_MS), pointer];
  }

  #send(pointer: Pointer): void {
    this.#note(pointer);
    const [first] = this.#trail;
    const passed = first ? pointer.at - first.at : 0;
    if (!first || passed < 8) return;
    this.#canvas.sight.drift((pointer.sx - first.sx) / passed, (pointer.sy - first.sy) / passed);
  }
}
