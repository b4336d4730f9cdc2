/** Which cards are selected, pointed at or offered to a thread, and the thread that is traced for them. */
import type { Canvas } from './canvas';
import { lineageOf } from './lineage';
import type { Placed } from './placed';

/** With more cards selected than this, tracing all their threads would show nothing. */
const TRACED = 20;

export class Chosen {
  readonly #canvas: Canvas;
  /** As it is drawn; the app's selection may be a step ahead. */
  #drawn: ReadonlySet<string> = new Set();
  #traced: ReadonlySet<string> = new Set();
  #hovered: string | null = null;
  #offering: string | null = null;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  get ids(): ReadonlySet<string> {
    return this.#canvas.app.selection.peek();
  }

  /** Ids of the threads that are drawn in ink. */
  get traced(): ReadonlySet<string> {
    return this.#traced;
  }

  cards(): Placed[] {
    return [...this.ids].map((id) => this.#canvas.placement.get(id)).filter((card) => card !== undefined);
  }

  /** What a key acts on: what is selected, else what has the focus. */
  inHand(): Placed[] {
    const focused = this.#canvas.focus.card();
    return this.ids.size || !focused ? this.cards() : [focused];
  }

  set(ids: Iterable<string>): void {
    const chosen = new Set(ids);
    const same = chosen.size === this.ids.size && [...chosen].every((id) => this.ids.has(id));
    if (!same) this.#canvas.app.selection.value = chosen;
  }

  all(): void {
    this.set(this.#canvas.placement.all.keys());
    this.say();
  }

  /** Clicked: this card alone; with Shift, one more or one fewer. */
  click(id: string, more: boolean): void {
    const rest = [...this.ids].filter((other) => other !== id);
    more ||= this.#canvas.app.several.peek();
    if (!more) this.set([id]);
    else this.set(this.ids.has(id) ? rest : [...rest, id]);
    this.#canvas.cards.rove(id);
    this.#canvas.placement.get(id)?.face?.el.focus({ preventScroll: true });
    if (more) this.say();
  }

  say(): void {
    const { size } = this.ids;
    this.#canvas.app.announce(size === 1 ? '1 card selected.' : `${size} cards selected.`);
  }

  /** How a card is drawn. */
  how(card: string): 'no' | 'alone' | 'among' {
    if (!this.#drawn.has(card)) return 'no';
    return this.#drawn.size === 1 ? 'alone' : 'among';
  }

  /** Passing states, as class names. */
  marks(card: string): string[] {
    const from = this.#offering;
    const hover = card === this.#hovered ? ['is-hover'] : [];
    if (this.#canvas.app.found.peek().has(card)) hover.push('is-found');
    if (!from || from === card) return hover;
    return [...hover, this.#canvas.skill?.fitsWell(from, card) ? 'is-offered' : 'is-faded'];
  }

  get hovered(): string | null {
    return this.#hovered;
  }

  hover(id: string | null): void {
    if (id === this.#hovered) return;
    const before = this.#hovered;
    this.#hovered = id;
    this.#show([before, id]);
  }

  /** Show which cards a thread from this one could end at. */
  offer(from: string | null): void {
    if (from === this.#offering) return;
    this.#offering = from;
    this.#canvas.cards.showAll();
  }

  /** Draw another selection. */
  draw(selection: ReadonlySet<string>): void {
    const before = this.#drawn;
    this.#drawn = selection;
    this.#show(new Set([...before, ...selection]));
    this.trace();
  }

  /** Find the thread of what is selected anew. */
  trace(): void {
    const few = this.#drawn.size <= TRACED ? this.#drawn : [];
    this.#traced = lineageOf(few, (card) => this.#canvas.runs.threadsOf(card));
    this.#canvas.label();
  }

  #show(ids: Iterable<string | null>): void {
    for (const id of ids) {
      const placed = this.#canvas.placement.get(id ?? '');
      if (placed) this.#canvas.cards.show(placed);
    }
    this.#canvas.schedule();
  }
}
