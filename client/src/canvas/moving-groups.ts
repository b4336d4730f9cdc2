/** Many cards that someone moves at once, as a frame that goes where they will lie: states are too small to name all. */
import type { PresenceState } from '../wire/presence';
import type { Canvas } from './canvas';

export class MovingGroups {
  readonly #canvas: Canvas;
  readonly #layer: HTMLElement;
  readonly #frames = new Map<number, HTMLElement>();

  constructor(canvas: Canvas, layer: HTMLElement, signal: AbortSignal) {
    this.#canvas = canvas;
    this.#layer = layer;
    const stop = canvas.session.presence.onChange(() => this.#show());
    signal.addEventListener('abort', () => {
      stop();
      for (const client of this.#frames.keys()) this.#remove(client);
    });
  }

  #show(): void {
    const { others } = this.#canvas.session.presence;
    for (const client of this.#frames.keys()) if (!others.get(client)?.group) this.#remove(client);
    for (const [client, state] of others) if (state.group) this.#place(client, state);
  }

  #place(client: number, { name, group }: PresenceState): void {
    const [count, x, y, w, h] = group!;
    const frame = this.#frame(client);
    const words = `${name} is moving ${count} cards`;
    if (frame.firstElementChild!.textContent !== words) frame.firstElementChild!.textContent = words;
    frame.style.transform = `translate(${x}px, ${y}px)`;
    frame.style.width = `${w}px`;
    frame.style.height = `${h}px`;
  }

  #frame(client: number): HTMLElement {
    const known = this.#frames.get(client);
    if (known) return known;
    const frame = document.createElement('div');
    frame.className = 'moving-group';
    frame.ariaHidden = 'true';
    frame.append(document.createElement('span'));
    this.#frames.set(client, frame);
    this.#layer.append(frame);
    return frame;
  }

  #remove(client: number): void {
    this.#frames.get(client)?.remove();
    this.#frames.delete(client);
  }
}
