/** Tells facilitators who came to the door, gathered: at most one word of it in ten seconds. */
import type { App } from './app';

const APART_MS = 10_000;

export class Knocks {
  readonly #app: App;
  #toldAt = Number.NEGATIVE_INFINITY;
  #waits: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    this.#app = app;
  }

  hear(count: number, words: string): void {
    const more = count > this.#app.door.peek();
    this.#app.door.value = count;
    clearTimeout(this.#waits);
    if (!more || !words) return;
    const wait = Math.max(0, this.#toldAt + APART_MS - Date.now());
    this.#waits = setTimeout(() => {
      this.#toldAt = Date.now();
      this.#app.announce(words);
    }, wait);
  }
}
