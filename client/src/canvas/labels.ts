/** The words on traced threads: what each says, and a way to take it away. */
import { THREAD } from '../app/words';
import { type Box, boxAt, centreOf, overlap, type Point } from './box';
import type { Run } from './runs';
import { middleOf } from './thread-hand';

const LETTER = 7;

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

  /** `words`: what labels keep clear of, as far as their line lets them; `zoom`: they keep their size. */
  show(runs: readonly Run[], words: readonly Box[], zoom: number): void {
    const taken = [...words];
    const wanted = new Map(runs.slice(0, MOST).map((run) => [run.thread.id, run]));
    for (const [id, label] of this.#shown) if (!wanted.has(id)) this.#remove(id, label);
    for (const [id, run] of wanted) {
      const [w, h] = [(LETTER * THREAD[run.thread.kind].label.length + 24) / zoom, 28 / zoom];
      const on = placesOn(run.line);
      // On the line, else just under or over it.
      const places = [0, 0.6, -0.6].flatMap((off) =>
        on.map(([x, y]) => boxAt(x - w / 2, y + (off - 0.5) * h, w, h)),
      );
      const place = places.find((box) => !taken.some((other) => overlap(box, other))) ?? places[0]!;
      taken.push(place);
      const [x, y] = centreOf(place);
      this.#label(id, run).style.translate = `${x}px ${y}px`;
    }
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

/** Where a label may stand: the middle of what turns, else the middles of the line's other stretches, the long ones first. */
function placesOn(line: Run['line']): Point[] {
  const stretches = Array.from({ length: (line.length - 2) / 6 }, (_, n): [Point, number] => {
    const [ax, ay, bx, by] = [line[n * 6]!, line[n * 6 + 1]!, line[n * 6 + 6]!, line[n * 6 + 7]!];
    const half = (axis: number) =>
      (line[n * 6 + axis]! +
        3 * line[n * 6 + 2 + axis]! +
        3 * line[n * 6 + 4 + axis]! +
        line[n * 6 + 6 + axis]!) /
      8;
    return [[half(0), half(1)], Math.hypot(bx - ax, by - ay)];
  });
  return [middleOf(line), ...stretches.sort((a, b) => b[1] - a[1]).map(([point]) => point)];
}
