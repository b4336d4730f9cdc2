/** Nothing is held. What a press begins depends on what lies under it. */
import type { Canvas } from '../canvas';
import { Marquee } from './marquee';
import { Panning } from './panning';
import { Pointing } from './pointing';
import { Resizing } from './resizing';
import type { Pointer, State } from './state';
import { Threading } from './threading';

export class Idle implements State {
  readonly name = 'idle';
  readonly #canvas: Canvas;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  down(pointer: Pointer): State {
    const canvas = this.#canvas;
    const tool = canvas.app.tool.peek();
    canvas.chosen.hover(null);
    if (pointer.button === 1 || tool === 'hand' || canvas.keyboard.space) return new Panning(canvas, pointer);
    if (pointer.button !== 0) return this;
    return this.#onFrame(pointer) ?? this.#onCard(pointer) ?? this.#onZone(pointer) ?? this.#onFloor(pointer);
  }

  move(pointer: Pointer): State {
    if (!pointer.finger) this.#canvas.chosen.hover(this.#canvas.cardAt(pointer.x, pointer.y)?.id ?? null);
    return this;
  }

  leave(): void {
    this.#canvas.chosen.hover(null);
  }

  /** The handles of the one selected card reach a little over its edge. */
  #onFrame(pointer: Pointer): State | null {
    const canvas = this.#canvas;
    const grip = canvas.gripAt(pointer);
    if (!grip) return null;
    return grip.corner
      ? new Resizing(canvas, grip.card, grip.corner, pointer)
      : new Threading(canvas, grip.card);
  }

  #onCard(pointer: Pointer): State | null {
    const card = this.#canvas.cardAt(pointer.x, pointer.y);
    return card && new Pointing(this.#canvas, card, pointer);
  }

  #onZone(pointer: Pointer): State | null {
    return this.#canvas.arrange?.press(pointer) ?? null;
  }

  #onFloor(pointer: Pointer): State {
    this.#canvas.arrange?.letGo();
    return pointer.finger ? new Panning(this.#canvas, pointer) : new Marquee(this.#canvas, pointer);
  }
}
