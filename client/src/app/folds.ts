/** Zones I have folded up: a view of my own, kept in this browser. Their cards stay where they are for everyone else. */
import { type Signal, signal } from '@preact/signals';
import type { App } from './app';
import { keep, kept } from './kept';
import { count, zoneName } from './words';

/** A folded zone is as high as its heading. */
export const FOLDED = 60;
/** More than a board can hold; what else is kept is of boards long gone. */
const MOST = 200;

export class Folds {
  readonly zones: Signal<ReadonlySet<string>>;
  readonly #key: string;

  constructor(board: string) {
    this.#key = `folded.${board}`;
    this.zones = signal(new Set(kept(this.#key)?.split(' ').filter(Boolean).slice(0, MOST)));
  }

  /** Whether this zone is folded; false for no zone. */
  has(zone: string | null): boolean {
    return zone !== null && this.zones.peek().has(zone);
  }

  set(zone: string, folded: boolean): void {
    if (this.has(zone) === folded) return;
    const zones = new Set(this.zones.peek());
    if (folded) zones.add(zone);
    else zones.delete(zone);
    this.zones.value = zones;
    keep(this.#key, zones.size ? [...zones].slice(-MOST).join(' ') : null);
  }
}

/** Fold a zone up, or open it again; and say so. */
export function foldZone(app: App, id: string): void {
  const { view } = app.session.peek();
  const folded = !app.folds.has(id);
  app.folds.set(id, folded);
  const held = count(view.cardsIn(id).length, 'card', 'cards');
  app.announce(`${zoneName(view.zones.get(id))} ${folded ? `is folded, with ${held} in it` : 'is open'}.`);
}

/** Whoever goes to a card finds it: its zone opens. */
export function openAround(app: App, card: string): void {
  const zone = app.session.peek().view.cards.get(card)?.zone ?? null;
  if (zone && app.folds.has(zone)) app.folds.set(zone, false);
}
