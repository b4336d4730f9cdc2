/** The board's changes as signals, so that a change draws again only what shows it. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { BoardView, Change } from '../board/view';

export class Watch {
  /** Which cards there are, in which zone and order; and the zones themselves. */
  readonly order = signal(0);
  readonly threads = signal(0);
  readonly info = signal(0);
  readonly session = signal(0);
  /** Any card at all. */
  readonly anyCard = signal(0);
  readonly #view: BoardView;
  readonly #cards = new Map<string, Signal<number>>();
  readonly #places = new Map<string, string>();
  readonly #stop: () => void;

  constructor(view: BoardView) {
    this.#view = view;
    for (const id of view.cards.keys()) this.#places.set(id, this.#placeOf(id));
    this.#stop = view.onChange((change) => this.#take(change));
  }

  /** Changes whenever this card, its reactions, comments or threads do. */
  card(id: string): ReadonlySignal<number> {
    const found = this.#cards.get(id) ?? signal(0);
    this.#cards.set(id, found);
    return found;
  }

  stop(): void {
    this.#stop();
  }

  #take(change: Change): void {
    const moved = [...change.cards].filter((id) => this.#movedIn(id)).length > 0;
    if (moved || change.zones.size) this.order.value += 1;
    if (change.threads.size) this.threads.value += 1;
    if (change.info) this.info.value += 1;
    if (change.session) this.session.value += 1;
    if (change.cards.size) this.anyCard.value += 1;
    for (const id of change.cards) this.#bump(id);
    if (change.threads.size) for (const found of this.#cards.values()) found.value += 1;
  }

  #bump(id: string): void {
    const found = this.#cards.get(id);
    if (found) found.value += 1;
  }

  #movedIn(id: string): boolean {
    const place = this.#placeOf(id);
    const moved = this.#places.get(id) !== place;
    if (moved) this.#places.set(id, place);
    return moved;
  }

  #placeOf(id: string): string {
    const card = this.#view.cards.get(id);
    return card ? `${card.zone}|${card.order}` : '';
  }
}
