/** Two fingers: what lies between them stays between them. */
import { clampZoom, toBoard } from '../camera';
import type { Canvas } from '../canvas';
import { Panning } from './panning';
import type { Pointer, State } from './state';

export class Pinching implements State {
  readonly name = 'pinching';
  readonly #canvas: Canvas;
  #a: Pointer;
  #b: Pointer;

  constructor(canvas: Canvas, a: Pointer, b: Pointer) {
    this.#canvas = canvas;
    this.#a = a;
    this.#b = b;
  }

  move(pointer: Pointer): State {
    const before = this.#grasp();
    if (pointer.id === this.#a.id) this.#a = pointer;
    else if (pointer.id === this.#b.id) this.#b = pointer;
    const now = this.#grasp();
    const { camera } = this.#canvas;
    const [bx, by] = toBoard(camera, before.sx, before.sy);
    const z = clampZoom((camera.z * now.width) / before.width);
    this.#canvas.sight.look({ x: bx - now.sx / z, y: by - now.sy / z, z });
    return this;
  }

  /** The finger that stays goes on to pan. */
  up(pointer: Pointer): State {
    if (pointer.id !== this.#a.id && pointer.id !== this.#b.id) return this;
    return new Panning(this.#canvas, pointer.id === this.#a.id ? this.#b : this.#a);
  }

  cancel(): boolean {
    return true;
  }

  #grasp(): { sx: number; sy: number; width: number } {
    const [a, b] = [this.#a, this.#b];
    const width = Math.max(1, Math.hypot(a.sx - b.sx, a.sy - b.sy));
    return { sx: (a.sx + b.sx) / 2, sy: (a.sy + b.sy) / 2, width };
  }
}
