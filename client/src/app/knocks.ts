/** Tells facilitators what waits for them, at the door or at the desk, gathered: at most one word of it in ten seconds. */
import type { Signal } from '@preact/signals';
import type { App } from './app';

const APART_MS = 10_000;

export class Knocks {
  readonly #app: App;
  #toldAt = Number.NEGATIVE_INFINITY;
  #waits: ReturnType<typeof setTimeout> | undefined;

  readonly #waiting: Signal<number>;

  /** `waiting`: how many do. */
  constructor(app: App, waiting: Signal<number>) {
    this.#app = app;
    this.#waiting = waiting;
  }

  hear(count: number, words: string): void {
    const more = count > this.#waiting.peek();
    this.#waiting.value = count;
    clearTimeout(this.#waits);
    if (!more || !words) return;
    const wait = Math.max(0, this.#toldAt + APART_MS - Date.now());
    this.#waits = setTimeout(() => {
      this.#toldAt = Date.now();
      this.#app.announce(words);
    }, wait);
  }
}
