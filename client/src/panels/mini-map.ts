/**
 * The small map: zones, cards in their kind's colour, and the part I look at. Thousands of cards are too many to draw
 * for every step of the camera: they are drawn when the board changes, and only the frame moves over them. Its size is
 * told by an observer, so that no step of the camera makes the browser lay out the page to measure it.
 */
import { Ride } from '../app/ride';
import { KINDS } from '../board/schema';
import type { BoardView } from '../board/view';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const MARGIN = 24;
/** After this long without a step the look has come to rest. */
const REST_MS = 150;
/** A frame of another size is laid out and drawn anew: while zooming at most this often. */
const RESIZE_MS = 150;

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
  readonly #picture: HTMLCanvasElement;
  readonly #frame: HTMLElement;
  readonly #sizes: ResizeObserver;
  readonly #ride: Ride;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #look: Box | null = null;
  #seen = { w: 0, h: 0 };
  #sizedAt = 0;
  #size = { w: 0, h: 0 };
  #box: Box = { x: 0, y: 0, w: 1, h: 1 };

  /** `resized`: it is to be drawn anew. */
  constructor(picture: HTMLCanvasElement, frame: HTMLElement, resized: () => void) {
    this.#picture = picture;
    this.#frame = frame;
    this.#ride = new Ride([frame]);
    this.#sizes = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.#size = { w: width, h: height };
      resized();
    });
    this.#sizes.observe(picture);
  }

  destroy(): void {
    this.#sizes.disconnect();
    clearTimeout(this.#rest);
  }

  /** The board or its colours changed. */
  drawThings(view: BoardView, look: Box): void {
    const ratio = devicePixelRatio || 1;
    const [scale, dx, dy] = this.#fit(mapBox(view, look));
    const { x, y } = this.#box;
    this.#picture.width = this.#size.w * ratio;
    this.#picture.height = this.#size.h * ratio;
    const pen = this.#picture.getContext('2d')!;
    const style = getComputedStyle(this.#picture);
    const k = ratio * scale;
    pen.setTransform(k, 0, 0, k, ratio * (dx - x * scale), ratio * (dy - y * scale));
    drawThings(pen, view, (name) => style.getPropertyValue(`--sr-${name}`));
  }

  /** I look elsewhere: the same picture, the frame moved. */
  drawLook(look: Box): void {
    const before = this.#look;
    this.#look = look;
    if (before && (before.x !== look.x || before.y !== look.y || before.w !== look.w)) this.#moving();
    const resized = look.w !== this.#seen.w || look.h !== this.#seen.h;
    if (!resized || performance.now() - this.#sizedAt >= RESIZE_MS) this.#drawFrame(look);
  }

  #drawFrame(look: Box): void {
    const [scale, dx, dy] = this.#fit(this.#box);
    const [x, y] = [dx + (look.x - this.#box.x) * scale, dy + (look.y - this.#box.y) * scale];
    const { style } = this.#frame;
    style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    style.width = `${(look.w * scale).toFixed(1)}px`;
    style.height = `${(look.h * scale).toFixed(1)}px`;
    this.#seen = { w: look.w, h: look.h };
    this.#sizedAt = performance.now();
  }

  #moving(): void {
    this.#ride.on();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#still(), REST_MS);
  }

  #still(): void {
    this.#ride.off();
    if (this.#look) this.#drawFrame(this.#look);
  }

  toBoard(px: number, py: number): [number, number] {
    const [scale, dx, dy] = this.#fit(this.#box);
    return [this.#box.x + (px - dx) / scale, this.#box.y + (py - dy) / scale];
  }

  /** The scale and offset, in CSS pixels, that fit this part of the board into the picture. */
  #fit(box: Box): [scale: number, dx: number, dy: number] {
    this.#box = box;
    const { w, h } = this.#size;
    const scale = Math.min(w / box.w, h / box.h);
    return [scale, (w - box.w * scale) / 2, (h - box.h * scale) / 2];
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
  for (const kind of KINDS) {
    pen.fillStyle = colour(`${kind}-edge`);
    pen.beginPath();
    for (const { kind: own, pos, size } of view.cards.values())
      if (own === kind) pen.rect(pos[0], pos[1], size[0], size[1]);
    pen.fill();
  }
}
