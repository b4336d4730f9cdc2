/**
 * The small map: zones, cards in their kind's colour, and the part I look at. Thousands of cards are too many to draw
 * for every step of the camera, so they are drawn once into a picture of their own and only the frame moves over it.
 */
import type { BoardView } from '../board/view';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const MARGIN = 24;

/** All zones and cards with a little room around; the part I look at when there are none. */
export function mapBox(view: BoardView, look: Box): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const things of [view.zones, view.cards]) {
    for (const { pos, size } of things.values()) {
      left = Math.min(left, pos[0]);
      top = Math.min(top, pos[1]);
      right = Math.max(right, pos[0] + size[0]);
      bottom = Math.max(bottom, pos[1] + size[1]);
    }
  }
  if (left > right) return look;
  return { x: left - MARGIN, y: top - MARGIN, w: right - left + 2 * MARGIN, h: bottom - top + 2 * MARGIN };
}

export class MiniMap {
  readonly #shown: HTMLCanvasElement;
  readonly #things = document.createElement('canvas');
  #box: Box = { x: 0, y: 0, w: 1, h: 1 };

  constructor(shown: HTMLCanvasElement) {
    this.#shown = shown;
  }

  /** The board changed: draw zones and cards anew. */
  drawThings(view: BoardView, look: Box): void {
    const ratio = devicePixelRatio || 1;
    this.#box = mapBox(view, look);
    this.#things.width = this.#shown.width = this.#shown.clientWidth * ratio;
    this.#things.height = this.#shown.height = this.#shown.clientHeight * ratio;
    const pen = this.#things.getContext('2d')!;
    const style = getComputedStyle(this.#shown);
    const colour = (name: string) => style.getPropertyValue(`--sr-${name}`);
    pen.fillStyle = colour('floor');
    pen.fillRect(0, 0, this.#things.width, this.#things.height);
    this.#onBoard(pen);
    drawThings(pen, view, colour);
  }

  /** I look elsewhere: the same picture, the frame moved. */
  drawLook(look: Box): void {
    const pen = this.#shown.getContext('2d')!;
    pen.resetTransform();
    pen.drawImage(this.#things, 0, 0);
    this.#onBoard(pen);
    pen.strokeStyle = getComputedStyle(this.#shown).getPropertyValue('--sr-ink');
    pen.lineWidth = 2 / this.#fitting()[0];
    pen.beginPath();
    pen.roundRect(look.x, look.y, look.w, look.h, 14);
    pen.stroke();
  }

  toBoard(px: number, py: number): [number, number] {
    const [scale, dx, dy] = this.#fitting();
    return [this.#box.x + (px - dx) / scale, this.#box.y + (py - dy) / scale];
  }

  #onBoard(pen: CanvasRenderingContext2D): void {
    const [scale, dx, dy] = this.#fitting();
    const ratio = devicePixelRatio || 1;
    pen.setTransform(
      ratio * scale,
      0,
      0,
      ratio * scale,
      ratio * (dx - this.#box.x * scale),
      ratio * (dy - this.#box.y * scale),
    );
  }

  /** The scale and offset, in CSS pixels, that fit the board into the picture. */
  #fitting(): [scale: number, dx: number, dy: number] {
    const { clientWidth, clientHeight } = this.#shown;
    const { w, h } = this.#box;
    const scale = Math.min(clientWidth / w, clientHeight / h);
    return [scale, (clientWidth - w * scale) / 2, (clientHeight - h * scale) / 2];
  }
}

function drawThings(pen: CanvasRenderingContext2D, view: BoardView, colour: (name: string) => string): void {
  pen.strokeStyle = colour('line');
  pen.lineWidth = 3;
  pen.fillStyle = colour('table');
  for (const { pos, size } of view.zones.values()) {
    pen.beginPath();
    pen.roundRect(pos[0], pos[1], size[0], size[1], 22);
    pen.fill();
    pen.stroke();
  }
  for (const { kind, pos, size } of view.cards.values()) {
    pen.fillStyle = colour(`${kind}-edge`);
    pen.fillRect(pos[0], pos[1], size[0], size[1]);
  }
}
