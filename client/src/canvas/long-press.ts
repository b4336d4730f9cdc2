/** A finger that rests on one spot asks what can be done there, as a right click does. */
import type { Canvas } from './canvas';

const REST_MS = 550;
const STILL_PX = 8;

export class LongPress {
  readonly #canvas: Canvas;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = { clientX: 0, clientY: 0 };

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    const { host } = canvas;
    host.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    host.addEventListener('pointermove', (event) => this.#moved(event), { signal });
    for (const end of ['pointerup', 'pointercancel', 'contextmenu'])
      host.addEventListener(end, () => this.#off(), { signal });
    signal.addEventListener('abort', () => this.#off());
  }

  #down(event: PointerEvent): void {
    this.#off();
    const own = event.target instanceof Element && event.target.closest('button, textarea, [role="menu"]');
    if (event.pointerType !== 'touch' || !event.isPrimary || own) return;
    this.#at = event;
    this.#timer = setTimeout(() => this.#rested(), REST_MS);
  }

  #moved({ clientX, clientY }: PointerEvent): void {
    if (Math.hypot(clientX - this.#at.clientX, clientY - this.#at.clientY) > STILL_PX) this.#off();
  }

  #rested(): void {
    const { tools, mouse, app } = this.#canvas;
    if (app.tool.peek() !== 'select' || app.overlay.peek()) return;
    tools.cancel();
    mouse.ask(this.#at);
    swallowClick();
  }

  #off(): void {
    clearTimeout(this.#timer);
  }
}

/** The finger is still down, and the menu may lie under it: lifting it chooses nothing. The next press does. */
function swallowClick(): void {
  const over = new AbortController();
  const swallow = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  document.addEventListener('click', swallow, { capture: true, signal: over.signal });
  document.addEventListener('pointerdown', ({ isPrimary }) => isPrimary && over.abort(), {
    capture: true,
    signal: over.signal,
  });
  const end = () => setTimeout(() => over.abort(), 50);
  for (const name of ['pointerup', 'pointercancel'])
    document.addEventListener(name, end, { capture: true, signal: over.signal });
}
