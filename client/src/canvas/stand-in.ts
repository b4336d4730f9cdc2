/** While copies are dragged, the cards themselves seem to stay: pictures of them lie where they were. */
import type { Placed } from './placed';

/** More would cost a frame, and nobody counts them. */
const MOST = 60;

export class StandIns {
  readonly #layer: HTMLElement;
  #shown: HTMLElement[] = [];

  constructor(layer: HTMLElement) {
    this.#layer = layer;
  }

  show(items: readonly { card: Placed; x: number; y: number }[]): void {
    if (Boolean(this.#shown.length) === Boolean(items.length)) return;
    for (const one of this.#shown) one.remove();
    this.#shown = items.slice(0, MOST).flatMap(({ card, x, y }) => {
      const copy = card.face?.el.cloneNode(true);
      if (!(copy instanceof HTMLElement)) return [];
      copy.classList.remove('is-selected', 'is-open', 'is-hover');
      copy.querySelector('.card__frame')?.remove();
      copy.removeAttribute('data-id');
      copy.removeAttribute('tabindex');
      copy.ariaHidden = 'true';
      copy.style.transform = `translate(${x}px, ${y}px)`;
      copy.style.zIndex = String(Math.round(card.layer));
      return [copy];
    });
    this.#layer.append(...this.#shown);
  }
}
