/** A rectangle drawn on the floor selects every card it touches; with Shift, more than were selected. */
import { boxBetween } from '../box';
import { toScreen } from '../camera';
import type { Canvas } from '../canvas';
import { hasMoved, type Pointer, type State } from './state';

export class Marquee implements State {
  readonly name = 'marquee';
  readonly #canvas: Canvas;
  readonly #start: Pointer;
  readonly #before: readonly string[];
  readonly #frame: HTMLElement;
  #drawn = false;

  constructor(canvas: Canvas, start: Pointer) {
    this.#canvas = canvas;
    this.#start = start;
    this.#before = [...canvas.chosen.ids];
    this.#frame = canvas.host.querySelector<HTMLElement>('.marquee')!;
  }

  move(pointer: Pointer): State {
    this.#drawn ||= hasMoved(this.#start, pointer);
    if (!this.#drawn) return this;
    const box = boxBetween([this.#start.x, this.#start.y], [pointer.x, pointer.y]);
    const touched = this.#canvas.placement.index.within(box).map(({ id }) => id);
    this.#canvas.chosen.set(pointer.shift ? [...this.#before, ...touched] : touched);
    const [left, top] = toScreen(this.#canvas.camera, box.minX, box.minY);
    const [right, bottom] = toScreen(this.#canvas.camera, box.maxX, box.maxY);
    this.#frame.hidden = false;
    for (const [side, length] of Object.entries({ left, top, width: right - left, height: bottom - top }))
      this.#frame.style.setProperty(side, `${length}px`);
    return this;
  }

  up(pointer: Pointer): State {
    if (!this.#drawn && !pointer.shift) this.#canvas.chosen.set([]);
    if (this.#drawn) this.#canvas.chosen.say();
    this.#canvas.focus.onHost();
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    this.#canvas.chosen.set(this.#before);
    return true;
  }

  leave(): void {
    this.#frame.hidden = true;
  }
}
