/**
 * What is drawn, sorted by how long it keeps: the board is cut into squares, each drawn as a whole, and anew only when
 * something on it has changed. What is moving just now is on none of them, so that moving it leaves them as they are.
 */
import type { Box } from './box';

/**
 * Board units; some 75 cards fit on a square. The browser looks at all of a square's path for each tile that it draws a
 * corner of: with squares twice as wide, drawing tiles anew costs a third more.
 */
const SIDE = 2_000;
/** What has been still for this long is drawn with its square again. */
const STILL_MS = 400;
/** More changes than this at once are not a hand's: squares are drawn anew instead. */
const MANY = 400;

export class Square<T extends Box> {
  readonly items = new Set<T>();
  /** Around everything that was ever on it. */
  readonly box: Box = {
    minX: Number.POSITIVE_INFINITY,
    minY: Number.POSITIVE_INFINITY,
    maxX: Number.NEGATIVE_INFINITY,
    maxY: Number.NEGATIVE_INFINITY,
  };
  /** What is on it is not what was drawn of it. */
  stale = true;

  take(item: T): void {
    const { box } = this;
    this.items.add(item);
    this.stale = true;
    box.minX = Math.min(box.minX, item.minX);
    box.minY = Math.min(box.minY, item.minY);
    box.maxX = Math.max(box.maxX, item.maxX);
    box.maxY = Math.max(box.maxY, item.maxY);
  }
}

export class Mosaic<T extends Box> {
  readonly squares = new Map<string, Square<T>>();
  readonly #squareOf = new Map<T, Square<T>>();
  readonly #moving = new Map<T, number>();

  get moving(): ReadonlyMap<T, number> {
    return this.#moving;
  }

  /** Take in what changed; what is no longer `there` is dropped. True where something was. */
  take(changed: ReadonlySet<T>, there: (item: T) => boolean, now: number): boolean {
    const many = changed.size > MANY;
    for (const item of changed) {
      this.#lift(item);
      if (!there(item)) this.#moving.delete(item);
      else if (many) this.#lay(item);
      else this.#moving.set(item, now);
    }
    return changed.size > 0;
  }

  /** Lay down what has come to rest; true where something has. */
  settle(now: number): boolean {
    let some = false;
    for (const [item, since] of this.#moving) {
      if (now - since < STILL_MS) continue;
      this.#lay(item);
      some = true;
    }
    return some;
  }

  #lift(item: T): void {
    const square = this.#squareOf.get(item);
    if (!square) return;
    this.#squareOf.delete(item);
    square.items.delete(item);
    square.stale = true;
  }

  #lay(item: T): void {
    const key = `${Math.floor(item.minX / SIDE)},${Math.floor(item.minY / SIDE)}`;
    const square = this.squares.get(key) ?? new Square<T>();
    this.squares.set(key, square);
    this.#squareOf.set(item, square);
    this.#moving.delete(item);
    square.take(item);
  }
}
