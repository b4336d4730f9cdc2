/** What is where, so that only what is near the window is in the page. */
import RBush from 'rbush';
import { type Box, covers, grown } from './box';

/** A spatial index whose items carry their own box. */
export class Index<T extends Box> {
  readonly #tree = new RBush<T>();

  add(item: T): void {
    this.#tree.insert(item);
  }

  addAll(items: T[]): void {
    this.#tree.load(items);
  }

  remove(item: T): void {
    this.#tree.remove(item);
  }

  /** Change an item's box. The tree finds it by the old one, so this is the only way to change it. */
  change(item: T, box: Box): void {
    this.#tree.remove(item);
    item.minX = box.minX;
    item.minY = box.minY;
    item.maxX = box.maxX;
    item.maxY = box.maxY;
    this.#tree.insert(item);
  }

  within(box: Box): T[] {
    return this.#tree.search(box);
  }

  at(x: number, y: number): T[] {
    return this.#tree.search({ minX: x, minY: y, maxX: x, maxY: y });
  }
}

/** The part of the board whose cards are mounted: the window and a margin, so that small pans mount nothing. */
export class Margin {
  #box: Box | null = null;

  /** The next look mounts anew. */
  forget(): void {
    this.#box = null;
  }

  /** The box to mount when the window has left the last one, or shrunk to a fraction of it; else null. */
  outgrown(view: Box): Box | null {
    const width = view.maxX - view.minX;
    const box = this.#box;
    if (box && covers(box, view) && box.maxX - box.minX < 3 * width) return null;
    this.#box = grown(view, 0.25 * Math.max(width, view.maxY - view.minY));
    return this.#box;
  }
}
