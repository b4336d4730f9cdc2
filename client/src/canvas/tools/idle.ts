/** Nothing is held. What a press begins depends on what lies under it. */
import type { Canvas } from '../canvas';
import { Early } from './early';
import { Panning } from './panning';
import { Pointing } from './pointing';
import type { Pointer, State } from './state';

export class Idle implements State {
  readonly name = 'idle';
  readonly #canvas: Canvas;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  down(pointer: Pointer): State {
    const canvas = this.#canvas;
    const tool = canvas.app.tool.peek();
    if (pointer.button === 1 || tool === 'hand' || canvas.space) return new Panning(canvas, pointer);
    if (pointer.button !== 0) return this;
    return (
      canvas.skill?.onFrame(pointer) ??
      this.#onCard(pointer) ??
      this.#onZone(pointer) ??
      this.#onFloor(pointer)
    );
  }

  move(pointer: Pointer): State {
    if (!pointer.finger) this.#canvas.chosen.hover(this.#canvas.skill?.hovered(pointer) ?? null);
    return this;
  }

  leave(): void {
    this.#canvas.chosen.hover(null);
  }

  #onCard(pointer: Pointer): State | null {
    const card = this.#canvas.cardAt(pointer.x, pointer.y);
    return card && new Pointing(this.#canvas, card, pointer);
  }

  #onZone(pointer: Pointer): State | null {
    const { arrange, app } = this.#canvas;
    if (arrange) return arrange.press(pointer);
    const theirs = app.me.role === 'facilitator' && pointer.on?.closest('.zone__head');
    return theirs ? new Early().down(pointer) : null;
  }

  #onFloor(pointer: Pointer): State {
    this.#canvas.arrange?.letGo();
    return pointer.finger
      ? new Panning(this.#canvas, pointer)
      : (this.#canvas.skill?.onFloor(pointer) ?? this);
  }
}
