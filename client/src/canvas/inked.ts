/** Finished ink over all cards: a painting larger than the window, moved with the camera and painted anew when it must. */
import type { Camera } from '../app/app';
import type { Box } from './box';
import type { Size } from './camera';
import { type Lie, Picture } from './picture';
import { Plate } from './plate';

/** Sharper than this no eye sees lines; every step costs memory and time by its square. */
const MOST_RATIO = 2;
const STILL: Lie = { dx: 0, dy: 0, scale: 1 };

/** Strokes that can paint themselves. */
export interface Strokes {
  paint(pen: Plate['pen'], box: Box): void;
}

export class Inked {
  readonly #plate: Plate;
  readonly #el: HTMLCanvasElement;
  readonly #picture = new Picture();
  #ratio = 1;
  #size: Size = { w: 0, h: 0 };
  #used = false;

  constructor(el: HTMLCanvasElement) {
    this.#el = el;
    this.#plate = new Plate(el);
    this.#plate.use(false);
  }

  stale(): void {
    this.#picture.stale = true;
  }

  /** The camera has come to rest: paint sharp what was only scaled. True where there is something to paint. */
  rest(camera: Camera): boolean {
    if (!this.#used) return false;
    if (this.#picture.blurred(camera)) this.stale();
    return this.#picture.stale;
  }

  /** Match the window and the screen's pixels. */
  resize(size: Size): void {
    this.#size = size;
    this.#picture.resize(size);
    if (this.#used) this.#fit();
  }

  paint(ink: Strokes | null, camera: Camera, size: Size): void {
    if (Boolean(ink) !== this.#used) this.#use(ink !== null);
    if (!ink) return;
    const lie = this.#picture.lie(camera, size);
    if (lie) this.#plate.same();
    else this.#anew(ink, camera, size);
    const { dx, dy, scale } = lie ?? STILL;
    this.#plate.move(`translate(${dx}px, ${dy}px) scale(${scale})`);
  }

  /** Without ink there is no picture, and it takes no memory. */
  #use(used: boolean): void {
    this.#used = used;
    this.#plate.use(used);
    if (used) this.#fit();
    else this.#el.width = this.#el.height = 0;
  }

  #fit(): void {
    this.#ratio = Math.min(MOST_RATIO, devicePixelRatio || 1);
    this.#picture.resize(this.#size);
    const { x, y } = this.#picture.margin;
    const [w, h] = [this.#size.w + 2 * x, this.#size.h + 2 * y];
    this.#plate.resize(Math.round(w * this.#ratio), Math.round(h * this.#ratio), x, y, w, h);
  }

  #anew(ink: Strokes, camera: Camera, size: Size): void {
    const box = this.#picture.begin(camera, size);
    const { pen, width, height } = this.#plate;
    const { margin } = this.#picture;
    const scale = this.#ratio * camera.z;
    const [x, y] = [margin.x * this.#ratio - camera.x * scale, margin.y * this.#ratio - camera.y * scale];
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.setTransform(scale, 0, 0, scale, x, y);
    ink.paint(pen, box);
    this.#plate.painted();
  }
}
