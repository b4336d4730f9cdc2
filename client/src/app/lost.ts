/** Words of mine that the board did not take: kept on this device until I copy, post or let them go. */
import { signal } from '@preact/signals';
import type { Unsaved } from '../wire/unsaved';
import { keep, kept } from './kept';

export class Lost {
  readonly words = signal<readonly Unsaved[]>([]);
  /** Why, in the server's words. */
  readonly why = signal('');
  readonly #key: string;

  constructor(board: string) {
    this.#key = `lost.${board}`;
    this.words.value = JSON.parse(kept(this.#key) ?? '[]') as Unsaved[];
  }

  add(words: readonly Unsaved[], why: string): void {
    const ids = new Set(words.map(({ id }) => id));
    this.why.value = why;
    this.#keep([...this.words.peek().filter(({ id }) => !ids.has(id)), ...words]);
  }

  letGo(ids: Iterable<string>): void {
    const gone = new Set(ids);
    this.#keep(this.words.peek().filter(({ id }) => !gone.has(id)));
  }

  #keep(words: readonly Unsaved[]): void {
    this.words.value = words;
    keep(this.#key, words.length ? JSON.stringify(words) : null);
  }
}
