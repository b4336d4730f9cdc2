/** Which cards are in the page: those near the window, a few mounted each frame, the nearest to its middle first. */
import { type Box, centreOf, type Point } from './box';
import { CardFace } from './card';
import { Margin } from './cull';
import { describe, type Surroundings } from './describe';
import { stillness } from './motion';
import type { Placed, Placement } from './placed';

/** Measured: 40 cards mount in about 6 ms, which leaves room in a 16 ms frame. */
const MOUNTS_A_FRAME = 40;
/**
 * A zoom under way soon shows others, and one card costs the page's layout half of what forty do: those in sight wait
 * until it rests, or so long.
 */
const ZOOMING_MS = 250;
/** A card that came longer ago is no news. */
const NEWS_MS = 500;
/** Detached elements kept for the next cards. */
const POOL = 200;

export class Cards {
  readonly layer: HTMLElement;
  /** The one card that Tab reaches; it stays in the page. */
  roving: string | null = null;
  /** The card being written in; it stays in the page as well. */
  writing: string | null = null;
  readonly mounted = new Set<Placed>();
  readonly #placement: Placement;
  readonly #here: Surroundings;
  readonly #margin = new Margin();
  readonly #heights: ResizeObserver;
  readonly #byElement = new WeakMap<Element, Placed>();
  #queue: Placed[] = [];
  #pool: CardFace[] = [];
  #mountedAt = 0;
  /** Cards that were just put on the board, and when: who looks there later finds them in their place. */
  readonly #fresh = new Map<string, number>();

  /** `measured` is told when a card turned out taller or shorter than it was thought to be. */
  constructor(layer: HTMLElement, placement: Placement, here: Surroundings, measured: () => void) {
    this.layer = layer;
    this.#placement = placement;
    this.#here = here;
    this.#heights = new ResizeObserver((entries) => {
      for (const entry of entries) this.#measure(entry);
      measured();
    });
  }

  destroy(): void {
    this.#heights.disconnect();
  }

  /** Drop what went away and queue what came near; false where neither was so. */
  cull(view: Box): boolean {
    const box = this.#margin.outgrown(view);
    if (!box) return false;
    const wanted = new Set(this.#placement.index.within(box));
    for (const placed of this.mounted) if (!wanted.has(placed) && !this.#stays(placed)) this.unmount(placed);
    const middle = centreOf(view);
    this.#queue = [...wanted].filter((placed) => !placed.face);
    this.#queue.sort((a, b) => distance(b, middle) - distance(a, middle));
    return true;
  }

  /** Look anew at what is near: cards came, went or moved by themselves. */
  recull(): void {
    this.#margin.forget();
  }

  /** Cards are waiting to be mounted. */
  get waiting(): boolean {
    return this.#queue.length > 0;
  }

  /** Cards that are near and not in the page yet. */
  get queue(): readonly Placed[] {
    return this.#queue;
  }

  /** Mount a frame's share of what waits, now and then while the zoom changes; true while more is waiting. */
  mountSome(zooming: boolean): boolean {
    const now = performance.now();
    if (zooming && now - this.#mountedAt < ZOOMING_MS) return this.waiting;
    this.#mountedAt = now;
    for (let n = 0; n < MOUNTS_A_FRAME; n++) {
      const placed = this.#queue.pop();
      if (!placed) return false;
      if (this.#placement.get(placed.id) === placed) this.mount(placed);
    }
    return this.waiting;
  }

  /** A card that was just put on the board rises into its place. */
  welcome(id: string): void {
    this.#fresh.set(id, performance.now());
  }

  mount(placed: Placed): CardFace {
    if (placed.face) return placed.face;
    const face = this.#pool.pop() ?? new CardFace();
    placed.face = face;
    this.mounted.add(placed);
    this.#byElement.set(face.el, placed);
    face.el.tabIndex = placed.id === this.roving ? 0 : -1;
    this.show(placed);
    face.place(placed.x, placed.y);
    this.layer.append(face.el);
    this.#heights.observe(face.el);
    const came = this.#fresh.get(placed.id);
    if (came === undefined) return face;
    this.#fresh.delete(placed.id);
    if (performance.now() - came < NEWS_MS) arrive(face.el);
    return face;
  }

  unmount(placed: Placed): void {
    const face = placed.face;
    if (!face) return;
    placed.face = null;
    this.mounted.delete(placed);
    this.#heights.unobserve(face.el);
    face.el.remove();
    if (this.#pool.length < POOL) this.#pool.push(face);
  }

  /** Draw a mounted card as it is now. */
  show(placed: Placed): void {
    const face = placed.face;
    if (!face) return;
    face.show(describe(placed.card, this.#here));
    if (!placed.lifted) face.width(placed.w);
    face.layer(this.#here.selected(placed.id) === 'no' ? placed.layer : FRONT);
  }

  showAll(): void {
    for (const placed of this.mounted) this.show(placed);
  }

  of(element: Element): Placed | undefined {
    return this.#byElement.get(element);
  }

  /** Make this the card that Tab reaches. */
  rove(id: string | null): void {
    const before = this.#placement.get(this.roving ?? '');
    this.roving = id;
    if (before?.face) before.face.el.tabIndex = -1;
    const placed = id ? this.#placement.get(id) : undefined;
    if (placed) this.mount(placed).el.tabIndex = 0;
  }

  #stays(placed: Placed): boolean {
    return placed.lifted || placed.id === this.roving || placed.id === this.writing;
  }

  /** In board units already: layout is not touched by the layer's scale. A hidden layer measures 0. */
  #measure(entry: ResizeObserverEntry): void {
    const placed = this.#byElement.get(entry.target);
    const height = entry.borderBoxSize[0]?.blockSize ?? 0;
    if (placed?.face?.el === entry.target && height > 0) this.#placement.size(placed, placed.w, height);
  }
}

/** Above every card that is not selected. */
export const FRONT = 2_000_000_000;

/** Fade in and rise 6 px (DESIGN, Motion). */
function arrive(el: HTMLElement): void {
  if (stillness()) return;
  el.animate([{ opacity: 0, translate: '0 6px' }, {}], { duration: 420, easing: 'cubic-bezier(.2,.7,.2,1)' });
}

function distance(placed: Placed, [x, y]: Point): number {
  const [cx, cy] = centreOf(placed);
  return Math.hypot(cx - x, cy - y);
}
