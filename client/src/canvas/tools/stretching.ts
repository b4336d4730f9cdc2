/** A zone's corner follows the pointer. */
import { saySize } from '../../app/arrange';
import * as zones from '../../board/commands/zones';
import { around, type Box, covers } from '../box';
import type { Canvas } from '../canvas';
import type { Corner } from '../reach';
import { stretched } from '../stretch';
import type { Table } from '../zone';
import type { Pointer, State } from './state';

export class Stretching implements State {
  readonly name = 'stretching';
  readonly #canvas: Canvas;
  readonly #zone: Table;
  readonly #corner: Corner;
  readonly #start: Pointer;
  /** Its cards that lie in it. */
  readonly #keep: Box | null;
  #box: Box;

  constructor(canvas: Canvas, zone: Table, corner: Corner, start: Pointer) {
    this.#canvas = canvas;
    this.#zone = this.#box = zone;
    this.#corner = corner;
    this.#start = start;
    const cards = canvas.session.view.cardsIn(zone.id).map(({ id }) => canvas.placement.get(id));
    this.#keep = around(cards.filter((card) => card !== undefined && covers(zone, card)) as Box[]);
  }

  move(pointer: Pointer): State {
    const [dx, dy] = [Math.round(pointer.x - this.#start.x), Math.round(pointer.y - this.#start.y)];
    this.#show(stretched(this.#zone, this.#corner, dx, dy, this.#keep));
    return this;
  }

  up(): State {
    const { minX, minY, maxX, maxY } = this.#box;
    const { commands } = this.#canvas.session;
    if (this.#box !== this.#zone) {
      zones.setZone(commands.inside, this.#zone.id, { pos: [minX, minY], size: [maxX - minX, maxY - minY] });
      commands.endGesture();
      saySize(this.#canvas.app, this.#zone.id);
    }
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    this.#show(this.#zone);
    return true;
  }

  #show(box: Box): void {
    this.#box = box;
    this.#canvas.zones.put(this.#zone.id, box);
    this.#canvas.schedule();
  }
}
