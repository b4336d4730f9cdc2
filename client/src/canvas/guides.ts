/** The lines that dragged cards keep to, drawn over the board while they do. */
import type { Camera } from '../app/app';
import { toScreen } from './camera';
import type { Guide } from './snap';

export class Guides {
  readonly #host: HTMLElement;
  readonly #lines: HTMLElement[] = [];

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  show(guides: readonly Guide[], camera: Camera): void {
    while (this.#lines.length < guides.length) this.#lines.push(this.#line());
    for (const [n, line] of this.#lines.entries()) {
      const guide = guides[n];
      line.hidden = !guide;
      if (guide) place(line, guide, camera);
    }
  }

  #line(): HTMLElement {
    const line = document.createElement('i');
    line.className = 'guide';
    line.ariaHidden = 'true';
    this.#host.append(line);
    return line;
  }
}

function place({ style }: HTMLElement, { x1, y1, x2, y2 }: Guide, camera: Camera): void {
  const [left, top] = toScreen(camera, x1, y1);
  const [right, bottom] = toScreen(camera, x2, y2);
  style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  style.width = `${Math.max(1.5, right - left)}px`;
  style.height = `${Math.max(1.5, bottom - top)}px`;
}
