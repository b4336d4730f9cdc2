/** A card tool is chosen: a ghost of the card follows the pointer, and a click puts it there and opens it. */
import { CARD_SIZE, type Kind } from '../../board/schema';
import type { Canvas } from '../canvas';
import { add } from '../deed';
import { Panning } from './panning';
import type { Pointer, State } from './state';

/** The ghost hangs so that the pointer is on its head. */
const HEAD = 20;

export class Placing implements State {
  readonly name = 'placing';
  readonly #canvas: Canvas;
  readonly #kind: Kind;
  #pressed = false;

  constructor(canvas: Canvas, kind: Kind) {
    this.#canvas = canvas;
    this.#kind = kind;
  }

  down(pointer: Pointer): State {
    if (pointer.button === 1 || this.#canvas.space) return new Panning(this.#canvas, pointer);
    this.#pressed = pointer.button === 0;
    return this.move(pointer);
  }

  move(pointer: Pointer): State {
    const [x, y] = this.#corner(pointer);
    this.#canvas.ghost.show(this.#kind, x, y);
    const zone = this.#canvas.zoneAt(pointer.x, pointer.y);
    const takes = this.#canvas.session.commands.mayPut(zone, this.#kind) === true;
    this.#canvas.zones.aim(takes ? zone : null);
    return this;
  }

  up(pointer: Pointer): State {
    if (!this.#pressed) return this;
    this.#canvas.app.tool.value = 'select';
    add(this.#canvas, this.#kind, this.#corner(pointer), this.#canvas.zoneAt(pointer.x, pointer.y));
    return this.#canvas.tools.rest();
  }

  leave(): void {
    this.#canvas.ghost.hide();
    this.#canvas.zones.aim(null);
  }

  #corner(pointer: Pointer): [number, number] {
    return [Math.round(pointer.x - CARD_SIZE[this.#kind][0] / 2), Math.round(pointer.y - HEAD)];
  }
}
