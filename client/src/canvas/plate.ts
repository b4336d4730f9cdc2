/**
 * A <canvas> that is painted seldom and shown often. What a 2D context has drawn is copied by the browser for every
 * frame in which anything on the page changes; a finished bitmap is handed over once. So a painting that has not
 * changed for some frames is shown as a bitmap, until the next one. Measured with 50 people's pointers moving: half of
 * the page's work was copying threads that had not changed.
 */

/** Frames without a new painting before it counts as still. Making the bitmap costs about as much as three copies. */
const STILL = 2;

export class Plate {
  readonly pen: CanvasRenderingContext2D;
  readonly #wet: HTMLCanvasElement;
  readonly #dry: HTMLCanvasElement;
  readonly #shown: ImageBitmapRenderingContext | null;
  /** Paintings so far: a bitmap that comes late is of an old one. */
  #painted = 0;
  #frames = 0;

  constructor(el: HTMLCanvasElement) {
    this.#wet = el;
    this.#dry = el.cloneNode() as HTMLCanvasElement;
    this.#dry.hidden = true;
    el.after(this.#dry);
    this.pen = el.getContext('2d')!;
    this.#shown = this.#dry.getContext('bitmaprenderer');
  }

  get width(): number {
    return this.#wet.width;
  }

  get height(): number {
    return this.#wet.height;
  }

  /** In pixels of the screen, and as laid out: x, y is what lies beyond the window. */
  resize(width: number, height: number, x: number, y: number, w: number, h: number): void {
    for (const canvas of [this.#wet, this.#dry]) {
      canvas.width = width;
      canvas.height = height;
      const { style } = canvas;
      [style.left, style.top, style.width, style.height] = [`${-x}px`, `${-y}px`, `${w}px`, `${h}px`];
    }
    this.painted();
  }

  /** Whether it is in the page at all. */
  use(used: boolean): void {
    this.#wet.hidden = !used;
    this.#dry.hidden = true;
  }

  move(transform: string): void {
    for (const { style } of [this.#wet, this.#dry]) style.transform = transform;
  }

  /** It was painted anew. */
  painted(): void {
    this.#painted++;
    this.#frames = 0;
    this.#show(this.#wet);
  }

  /** One more frame shows what was painted before. */
  same(): void {
    if (++this.#frames !== STILL || !this.#shown || !this.#wet.width) return;
    const painted = this.#painted;
    void createImageBitmap(this.#wet).then((bitmap) => {
      if (painted !== this.#painted) return bitmap.close();
      this.#shown!.transferFromImageBitmap(bitmap);
      this.#show(this.#dry);
    });
  }

  #show(which: HTMLCanvasElement): void {
    if (!which.hidden) return;
    for (const canvas of [this.#wet, this.#dry]) canvas.hidden = canvas !== which;
  }
}
