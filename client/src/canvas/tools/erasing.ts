/** Rubbing over strokes takes them away, all those of one rub as one step. Others' strokes stay, and that is said. */
import type { Canvas } from '../canvas';
import type { DrawingBoard } from '../drawing-board';
import { Panning } from './panning';
import type { Pointer, State } from './state';

const REACH = 8;

export class Erasing implements State {
  readonly name = 'erasing';
  readonly #canvas: Canvas;
  readonly #board: DrawingBoard;
  readonly #touched = new Set<string>();
  #rubs = false;
  #refused: string | null = null;

  constructor(canvas: Canvas, board: DrawingBoard) {
    this.#canvas = canvas;
    this.#board = board;
  }

  down(pointer: Pointer): State {
    const moves = pointer.finger && this.#board.penSeen;
    if (moves || pointer.button === 1 || this.#canvas.space) return new Panning(this.#canvas, pointer);
    this.#rubs = true;
    return this.move(pointer);
  }

  move(pointer: Pointer): State {
    if (!this.#rubs) return this;
    const reach = REACH / this.#canvas.camera.z;
    for (const { id } of this.#board.at(pointer.x, pointer.y, reach)) {
      const may = this.#board.ink.mayDelete(id);
      if (may === true) this.#touched.add(id);
      else this.#refused ??= may;
    }
    this.#board.fade(this.#touched);
    return this;
  }

  up(): State {
    const gone = this.#board.ink.delete([...this.#touched]);
    if (this.#refused) this.#canvas.refuses(this.#refused);
    else if (gone)
      this.#canvas.app.announce(gone === 1 ? 'A stroke rubbed out.' : `${gone} strokes rubbed out.`);
    return this.#canvas.tools.rest();
  }

  cancel(): boolean {
    return this.#rubs;
  }

  leave(): void {
    this.#board.fade([]);
  }
}
