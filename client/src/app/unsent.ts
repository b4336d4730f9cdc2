/** Cards whose last change is not yet on the server's disk: kept by id, so a reload still knows them. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { BoardView } from '../board/view';
import type { Saved } from '../wire/connection';
import { keep, kept } from './kept';

const NONE: ReadonlySet<string> = new Set();

export class Unsent {
  readonly cards = signal<ReadonlySet<string>>(NONE);
  readonly #key: string;
  readonly #stops: (() => void)[] = [];

  constructor(board: string, view: BoardView, saved: ReadonlySignal<Saved>) {
    this.#key = `unsent.${board}`;
    this.cards.value = new Set(JSON.parse(kept(this.#key) ?? '[]') as string[]);
    this.#stops.push(
      view.onChange((change) => {
        if (change.local) this.#add(change.cards);
      }),
      effect(() => {
        if (saved.value.state === 'saved' && saved.value.waiting === 0) this.#keep(NONE);
      }),
    );
  }

  /** Stop watching; what is unsent stays known. */
  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #add(ids: ReadonlySet<string>): void {
    const cards = this.cards.peek();
    if ([...ids].some((id) => !cards.has(id))) this.#keep(new Set([...cards, ...ids]));
  }

  #keep(cards: ReadonlySet<string>): void {
    if (cards.size === 0 && this.cards.peek().size === 0) return;
    this.cards.value = cards;
    keep(this.#key, cards.size ? JSON.stringify([...cards]) : null);
  }
}
