/** Others' pointers: at most twelve, the nearest first; one that rests becomes its name tag. */
import { groupOf } from '../app/words';
import type { Department } from '../board/schema';
import type { PresenceState } from '../wire/presence';
import { type Box, centreOf } from './box';
import { mark, safe } from './mark';

const MOST = 12;
const STILL_MS = 4_000;
const ARROW =
  '<svg viewBox="0 0 20 22"><path d="M2 1.5 17.5 11l-7 1.8L6.8 19.5z" stroke-linejoin="round"/></svg>';

type Departments = ReadonlyMap<string, Department>;
type Shown = { readonly state: PresenceState; readonly x: number; readonly y: number };

class CursorFace {
  readonly el = document.createElement('div');
  #who = '';
  #at = '';
  #still: ReturnType<typeof setTimeout> | undefined;

  show({ state, x, y }: Shown, departments: Departments): void {
    const who = `${state.name}|${state.department}`;
    if (who !== this.#who) this.#introduce(state, departments);
    this.#who = who;
    const at = `${x}px ${y}px`;
    if (at === this.#at) return;
    this.#at = at;
    this.el.style.translate = at;
    this.el.classList.remove('is-still');
    clearTimeout(this.#still);
    this.#still = setTimeout(() => this.el.classList.add('is-still'), STILL_MS);
  }

  remove(): void {
    clearTimeout(this.#still);
    this.el.remove();
  }

  #introduce({ name, department }: PresenceState, departments: Departments): void {
    const group = groupOf(department, departments);
    const citizen = department === 'citizen';
    const small = group && !citizen ? `<small>${safe(group.name)}</small>` : '';
    this.el.className = `cursor${citizen ? ' cursor--citizen' : ''}`;
    const tag = `${group ? mark(group) : ''}<span>${safe(name)}${small}</span>`;
    this.el.innerHTML = `${ARROW}<span class="cursor__tag">${tag}</span>`;
  }
}

export class Cursors {
  readonly #layer: HTMLElement;
  readonly #faces = new Map<number, CursorFace>();

  constructor(layer: HTMLElement) {
    this.#layer = layer;
  }

  show(others: ReadonlyMap<number, PresenceState>, view: Box, departments: Departments): void {
    const shown = nearest(others, view);
    for (const [client, face] of this.#faces) if (!shown.has(client)) this.#remove(client, face);
    for (const [client, one] of shown) this.#face(client).show(one, departments);
  }

  destroy(): void {
    for (const [client, face] of this.#faces) this.#remove(client, face);
  }

  #face(client: number): CursorFace {
    const known = this.#faces.get(client);
    if (known) return known;
    const face = new CursorFace();
    this.#faces.set(client, face);
    face.el.ariaHidden = 'true';
    this.#layer.append(face.el);
    return face;
  }

  #remove(client: number, face: CursorFace): void {
    face.remove();
    this.#faces.delete(client);
  }
}

function nearest(others: ReadonlyMap<number, PresenceState>, view: Box): Map<number, Shown> {
  const [mx, my] = centreOf(view);
  const pointing: [number, Shown][] = [];
  for (const [client, state] of others) {
    const [x, y] = state.cursor ?? [];
    if (Number.isFinite(x) && Number.isFinite(y)) pointing.push([client, { state, x: x!, y: y! }]);
  }
  const off = ([, { x, y }]: [number, Shown]) => Math.hypot(x - mx, y - my);
  return new Map(pointing.sort((a, b) => off(a) - off(b)).slice(0, MOST));
}
