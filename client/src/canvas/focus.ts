/**
 * Where the keys go. One card is the canvas's stop for Tab and stays in the page wherever the window looks; arrows go
 * on from there. Without cards, or from so far that cards are painted, the canvas itself is the stop.
 */
import { openAround } from '../app/folds';
import { centreOf } from './box';
import { FAR_ZOOM, seen } from './camera';
import type { Canvas } from './canvas';
import type { Placed } from './placed';

export class Focus {
  readonly #canvas: Canvas;

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    canvas.host.addEventListener('focusin', (event) => this.#came(event), { signal });
  }

  /** The card that has it. */
  card(): Placed | null {
    const element = document.activeElement?.closest('[data-id]');
    return (element && this.#canvas.cards.of(element)) ?? null;
  }

  /** Bring a card into view and focus it. */
  on(id: string): void {
    const { app, placement, sight, cards } = this.#canvas;
    openAround(app, id);
    const placed = placement.get(id);
    if (!placed) return;
    sight.reveal(placed, FAR_ZOOM);
    this.#canvas.showFar(); // From afar the cards are hidden, and what is hidden takes no focus.
    cards.rove(id);
    cards.mount(placed).el.focus({ preventScroll: true });
  }

  onChosen(): void {
    const [first] = this.#canvas.chosen.ids;
    if (first) this.on(first);
    else this.onHost();
  }

  onHost(): void {
    this.#canvas.host.focus({ preventScroll: true });
  }

  goTo(id: string): void {
    if (!this.#canvas.app.several.peek()) this.#canvas.chosen.set([id]);
    this.on(id);
  }

  /** A press on the canvas ends what was being written and brings the keys here. */
  take(): void {
    const { app, host } = this.#canvas;
    app.editing.value = null;
    const now = document.activeElement;
    // A bar's button keeps no keys for itself once the canvas is pressed.
    if (!host.contains(now) || now?.closest('.inkbar, .seltools')) this.onHost();
  }

  /** Tab reaches the board's first card until another was focused. */
  roveFirst(): void {
    const { placement, session } = this.#canvas;
    const { view } = session;
    const zones = [...view.zoneList().map(({ id }) => id), null];
    const cards = zones.flatMap((zone) => view.cardsIn(zone).slice(0, 1));
    this.#canvas.cards.rove(cards.find(({ id }) => placement.get(id))?.id ?? null);
  }

  nearestToMiddle(): Placed | null {
    const { camera, size, placement } = this.#canvas;
    const [x, y] = centreOf(seen(camera, size.peek()));
    const off = (card: Placed) => Math.hypot(centreOf(card)[0] - x, centreOf(card)[1] - y);
    return [...placement.all.values()].sort((a, b) => off(a) - off(b))[0] ?? null;
  }

  /** A card reached by Tab is shown, and selected as it would be by an arrow. */
  #came({ target }: FocusEvent): void {
    const { cards, sight, chosen } = this.#canvas;
    const placed = target instanceof Element ? cards.of(target) : undefined;
    if (!placed) return;
    cards.rove(placed.id);
    if (!placed.face?.el.matches(':focus-visible')) return;
    sight.reveal(placed, FAR_ZOOM);
    if (!chosen.ids.has(placed.id) && !this.#canvas.app.several.peek()) chosen.set([placed.id]);
  }
}
