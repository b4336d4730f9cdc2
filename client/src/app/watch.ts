/** The board's changes as signals, so that a change draws again only what shows it. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { BoardView, Change } from '../board/view';

export class Watch {
  /** Which cards there are, in which zone and order; and the zones themselves. */
  readonly order = signal(0);
  readonly threads = signal(0);
  readonly strokes = signal(0);
  readonly info = signal(0);
  readonly session = signal(0);
  /** Any card at all. */
  readonly anyCard = signal(0);
  readonly #view: BoardView;
  readonly #cards = new Map<string, Signal<number>>();
  readonly #places = new Map<string, string>();
  readonly #ends = new Map<string, string[]>();
  readonly #stop: () => void;

  constructor(view: BoardView) {
    this.#view = view;
    for (const id of view.cards.keys()) this.#places.set(id, this.#placeOf(id));
    for (const id of view.threads.keys()) this.#endsOf(id);
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
    if (change.strokes.size) this.strokes.value += 1;
    if (change.info) this.info.value += 1;
    if (change.session) this.session.value += 1;
    if (change.cards.size) this.anyCard.value += 1;
    const ends = [...change.threads].flatMap((id) => this.#endsOf(id));
    for (const id of new Set([...change.cards, ...ends])) this.#bump(id);
  }

  #bump(id: string): void {
    const found = this.#cards.get(id);
    if (found) found.value += 1;
  }

  /** The cards at a thread, as it is now and as it was: both are drawn anew. */
  #endsOf(id: string): string[] {
    const before = this.#ends.get(id) ?? [];
    const thread = this.#view.threads.get(id);
    const now = thread ? [thread.from, thread.to] : [];
    this.#ends.set(id, now);
    return [...before, ...now];
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
