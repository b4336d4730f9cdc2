/** How what changes on the board changes what is drawn of it. */
import type { CardView } from '../board/schema';
import type { Change } from '../board/view';
import type { Canvas } from './canvas';
import { stillness } from './motion';
import type { Placed } from './placed';
import { gapsOf } from './thread';

/** So many cards at once are a board that opens, or a whole lot of work brought in: they are there at once. */
const FEW = 8;

export class Changes {
  readonly #canvas: Canvas;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  /** All there is, on a board that is shown for the first time. */
  fill(): void {
    const { session, zones, runs, placement, app, focus } = this.#canvas;
    const { view } = session;
    zones.show();
    runs.gaps = gapsOf(zones.all.values());
    runs.words = zones.words;
    runs.around = (card) => zones.around(card);
    placement.fill([...view.cards.values()].filter(({ zone }) => !app.folds.has(zone)));
    runs.fill(view.threads.values());
    focus.roveFirst();
  }

  take(change: Change): void {
    const { session, zones, runs, cards, chosen } = this.#canvas;
    const { view } = session;
    const few = change.cards.size <= FEW;
    for (const id of change.cards) this.#cardChanged(id, change.local, few);
    for (const id of change.threads) for (const card of runs.set(id, view.threads.get(id))) this.#touch(card);
    const words = zones.words.length;
    if (change.cards.size || change.zones.size || change.session) zones.show();
    if (change.zones.size) this.refold();
    else if (zones.words.length !== words) this.#zonesMoved();
    if (change.info) cards.showAll();
    if (change.threads.size) chosen.trace();
    this.#canvas.schedule();
  }

  #cardChanged(id: string, local: boolean, few: boolean): void {
    const { session, placement, zones } = this.#canvas;
    const card = session.view.cards.get(id);
    const placed = placement.get(id);
    if (!card || zones.folded(card.zone)) {
      if (placed) this.#cardGone(placed);
    } else if (placed) this.#cardMoved(placed, card, local);
    else this.#cardCame(card, local, few);
  }

  #cardCame(card: CardView, local: boolean, few: boolean): void {
    const { cards, fresh } = this.#canvas;
    this.#canvas.placement.add(card);
    if (few) cards.welcome(card.id);
    if (local) fresh.add(card.id);
    if (local) this.#canvas.keepLook(); // The first card of an empty board stays where it was put.
    if (!cards.roving) cards.rove(card.id);
  }

  #cardMoved(placed: Placed, card: CardView, local: boolean): void {
    const { company, placement, cards } = this.#canvas;
    const dragged = company.others.dragged(placed.id);
    placement.update(placed, card, !local && !dragged && !stillness());
    if (dragged && !placed.lifted) placement.send(placed, dragged, !stillness());
    cards.show(placed);
  }

  #cardGone(placed: Placed): void {
    const { app, focus, cards, placement, chosen } = this.#canvas;
    if (app.editing.peek() === placed.id) app.editing.value = null;
    if (focus.card() === placed) focus.onHost();
    cards.unmount(placed);
    placement.remove(placed);
    chosen.set([...chosen.ids].filter((id) => id !== placed.id));
    if (cards.roving === placed.id) focus.roveFirst();
  }

  /** A card whose threads changed: its lines end elsewhere, and it may need one no longer. */
  #touch(card: string): void {
    const { placement, cards } = this.#canvas;
    const placed = placement.get(card);
    if (!placed) return;
    placement.moved.add(card);
    cards.show(placed);
  }

  /** Cards of folded zones are not on my canvas; those of zones that were opened, or are gone, are again. */
  refold(): void {
    const { session, zones, placement, cards, focus } = this.#canvas;
    const { view } = session;
    zones.show();
    for (const card of view.cards.values()) {
      const placed = placement.get(card.id);
      const folded = zones.folded(card.zone);
      if (placed && folded) this.#cardGone(placed);
      else if (!placed && !folded) placement.add(card);
    }
    cards.recull();
    if (!cards.roving) focus.roveFirst();
    this.#zonesMoved();
    this.#canvas.schedule();
  }

  #zonesMoved(): void {
    this.#canvas.runs.gaps = gapsOf(this.#canvas.zones.all.values());
    this.#canvas.runs.rerunAll();
    this.#canvas.label();
  }
}
