/** The words on traced threads: what each says, and a way to take it away. */
import { THREAD } from '../app/words';
import type { Run } from './runs';
import { middleOf } from './thread';

/** More words than this would hide the threads they name. */
const MOST = 24;

export class Labels {
  readonly #layer: HTMLElement;
  readonly #picked: (thread: string, label: HTMLElement) => void;
  readonly #shown = new Map<string, HTMLButtonElement>();

  constructor(layer: HTMLElement, picked: (thread: string, label: HTMLElement) => void) {
    this.#layer = layer;
    this.#picked = picked;
  }

  show(runs: readonly Run[]): void {
    const wanted = new Map(runs.slice(0, MOST).map((run) => [run.thread.id, run]));
    for (const [id, label] of this.#shown) if (!wanted.has(id)) this.#remove(id, label);
    for (const [id, run] of wanted) this.#place(this.#label(id, run), run);
  }

  #place(label: HTMLElement, run: Run): void {
    const [x, y] = run.line.length ? middleOf(run.line) : [0, 0];
    label.style.translate = `${x}px ${y}px`;
  }

  #label(id: string, run: Run): HTMLElement {
    const known = this.#shown.get(id);
    if (known) return known;
    const label = document.createElement('button');
    label.type = 'button';
    label.tabIndex = -1;
    label.className = 'thread-label';
    label.textContent = THREAD[run.thread.kind].label;
    label.addEventListener('click', () => this.#picked(id, label));
    this.#shown.set(id, label);
    this.#layer.append(label);
    return label;
  }

  #remove(id: string, label: HTMLElement): void {
    label.remove();
    this.#shown.delete(id);
  }
}
