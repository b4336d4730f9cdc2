/** A stroke is drawn. Others see its end as presence while it grows; the board gets one write when it is finished. */
import { LIMITS, newId } from '../../board/schema';
import { toBoard } from '../camera';
import type { Canvas } from '../canvas';
import type { DrawingBoard } from '../drawing-board';
import { NO_PRESSURE } from '../stroke';
import { Erasing } from './erasing';
import { Panning } from './panning';
import type { Pointer, State } from './state';

/** Points told to others: several times what a device reports between two states. */
const TAIL = 60;
/** Points nearer than this, in pixels, say nothing more. */
const APART = 1.2;
/** The button of a pen's other end. */
const ERASER = 5;

export class Inking implements State {
  readonly name = 'inking';
  readonly #canvas: Canvas;
  readonly #board: DrawingBoard;
  readonly #marker: boolean;
  #stroke: { id: string; colour: string; width: number; points: number[] } | null = null;
  #pointer = -1;

  constructor(canvas: Canvas, board: DrawingBoard, marker: boolean) {
    this.#canvas = canvas;
    this.#board = board;
    this.#marker = marker;
  }

  down(pointer: Pointer): State {
    if (this.#stroke) return this;
    if (pointer.pen) this.#board.penSeen = true;
    const moves = pointer.finger && this.#board.penSeen;
    if (moves || pointer.button === 1 || this.#canvas.space) return new Panning(this.#canvas, pointer);
    if (pointer.button === ERASER) return new Erasing(this.#canvas, this.#board).down(pointer);
    if (pointer.button !== 0 || this.#canvas.refuses(this.#board.ink.mayDraw())) return this;
    this.#pointer = pointer.id;
    this.#stroke = { id: newId(), ...this.#board.nib(this.#marker), points: [] };
    this.#add(pointer.event);
    return this;
  }

  move(pointer: Pointer): State {
    if (!this.#stroke || pointer.id !== this.#pointer) return this;
    const events = pointer.event.getCoalescedEvents?.() ?? [];
    for (const event of events.length ? events : [pointer.event]) this.#add(event);
    this.#board.show(this.#stroke);
    this.#tell();
    // A board holds strokes of so many points: a longer one goes on as another.
    return this.#stroke.points.length < LIMITS.points * 3 ? this : this.#goOn(pointer);
  }

  up(pointer: Pointer): State {
    if (!this.#stroke || pointer.id !== this.#pointer) return this;
    const { id, points, colour, width } = this.#stroke;
    this.#board.ink.add(id, points, colour, width);
    this.#canvas.session.commands.endGesture();
    this.#end();
    return this;
  }

  cancel(): boolean {
    return this.#stroke !== null;
  }

  leave(): void {
    if (this.#stroke) this.#end();
  }

  #goOn(pointer: Pointer): State {
    this.up(pointer);
    return this.down({ ...pointer, button: 0 });
  }

  #add(event: PointerEvent): void {
    const { camera, mouse } = this.#canvas;
    const [x, y] = toBoard(camera, ...mouse.inHost(event));
    const { points } = this.#stroke!;
    const [lastX, lastY] = [points.at(-3), points.at(-2)];
    const far = lastX === undefined || Math.hypot(x - lastX, y - lastY!) * camera.z >= APART;
    if (!far) return;
    const pressure = event.pointerType === 'pen' ? event.pressure : NO_PRESSURE;
    points.push(tenth(x), tenth(y), Math.round(pressure * 100) / 100);
  }

  #tell(): void {
    const { id, colour, width, points } = this.#stroke!;
    const from = Math.max(0, points.length / 3 - TAIL);
    const tail = points.slice(from * 3).map((value, n) => Math.round(n % 3 === 2 ? value * 100 : value));
    this.#canvas.session.presence.me({ ink: { id, colour, width, from, points: tail } });
  }

  #end(): void {
    this.#stroke = null;
    this.#board.show(null);
    this.#canvas.session.presence.me({ ink: null });
  }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
