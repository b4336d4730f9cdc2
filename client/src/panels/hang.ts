/** Put a floating element beside its anchor, wholly on screen. */
import type { Anchor } from '../app/app';

const MARGIN = 8;

export function hang(element: HTMLElement, at: Anchor): void {
  const box = at instanceof Element ? at.getBoundingClientRect() : new DOMRect(at.x, at.y, 0, 0);
  const { offsetWidth: w, offsetHeight: h } = element;
  const left = Math.min(box.left, innerWidth - w - MARGIN);
  const below = box.bottom + 4;
  const top =
    below + h + MARGIN <= innerHeight
      ? below
      : Math.max(MARGIN, Math.min(box.top - h - 4, innerHeight - h - MARGIN));
  element.style.left = `${Math.max(MARGIN, left)}px`;
  element.style.top = `${top}px`;
}
