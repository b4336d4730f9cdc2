/** Others' pointers: at most twelve, the nearest first; one that rests becomes its name tag. */
import { Ride } from '../app/ride';
import { groupOf } from '../app/words';
import type { Department } from '../board/schema';
import type { PresenceState } from '../wire/presence';
import { type Box, centreOf } from './box';
import { mark, safe } from './mark';

const MOST = 12;
const STILL_MS = 4_000;
/** Whether some rest is looked at no oftener than this. */
const LOOK_MS = 250;
const ARROW =
  '<svg viewBox="0 0 20 22"><path d="M2 1.5 17.5 11l-7 1.8L6.8 19.5z" stroke-linejoin="round"/></svg>';

type Departments = ReadonlyMap<string, Department>;
type Shown = { readonly state: PresenceState; readonly x: number; readonly y: number };

class CursorFace {
  readonly el = document.createElement('div');
  readonly #ride = new Ride([this.el]);
  #who = '';
  #at = '';
  /** When it last moved; null for one that rests. */
  movedAt: number | null = null;

  constructor() {
    this.el.ariaHidden = 'true';
  }

  /** `steps`: it does not glide. */
  show({ state, x, y }: Shown, departments: Departments, steps: boolean, now: number): void {
    const who = `${state.name}|${state.department}`;
    if (who !== this.#who) this.#introduce(state, departments);
    this.#who = who;
    if (steps) this.#ride.on();
    else this.#ride.off();
    const at = `translate(${x}px, ${y}px) scale(var(--inv))`;
    if (at === this.#at) return;
    this.#at = at;
    this.el.style.transform = at;
    if (this.movedAt === null) this.el.classList.remove('is-still');
    this.movedAt = now;
  }

  rest(): void {
    this.movedAt = null;
    this.el.classList.add('is-still');
    this.#ride.off();
  }

  /** Kept for the next who points. */
  away(): void {
    this.#ride.off();
    this.el.hidden = true;
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

/** The nearest are looked for anew so often; in between those who are shown stay, and nothing flickers. */
const CHOICE_MS = 400;
/** More than this many at once step from place to place: gliding, each would cost the page every frame. */
const GLIDING = 4;
const POOL = 12;

export class Cursors {
  readonly #layer: HTMLElement;
  readonly #faces = new Map<number, CursorFace>();
  readonly #pool: CursorFace[] = [];
  #chosenAt = Number.NEGATIVE_INFINITY;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(layer: HTMLElement) {
    this.#layer = layer;
  }

  show(others: ReadonlyMap<number, PresenceState>, view: Box, departments: Departments): void {
    const all = pointing(others);
    const now = performance.now();
    const anew = all.size <= MOST || now - this.#chosenAt > CHOICE_MS;
    if (anew) this.#chosenAt = now;
    const shown = anew ? nearest(all, view) : [...this.#faces.keys()].filter((client) => all.has(client));
    const ids = new Set(shown);
    for (const [client, face] of this.#faces) if (!ids.has(client)) this.#remove(client, face);
    const steps = ids.size > GLIDING;
    this.#layer.classList.toggle('is-crowded', steps);
    for (const client of ids) this.#face(client).show(all.get(client)!, departments, steps, now);
    if (ids.size) this.#resting ??= setTimeout(() => this.#rest(), STILL_MS);
  }

  /** Those who have not moved for a while; the others are looked at again when the first of them may be due. */
  #rest(): void {
    this.#resting = undefined;
    const now = performance.now();
    let wait = 0;
    for (const face of this.#faces.values()) {
      if (face.movedAt === null) continue;
      const left = face.movedAt + STILL_MS - now;
      if (left <= 0) face.rest();
      else wait = wait ? Math.min(wait, left) : left;
    }
    if (wait) this.#resting = setTimeout(() => this.#rest(), Math.max(wait, LOOK_MS));
  }

  destroy(): void {
    clearTimeout(this.#resting);
    for (const [client, face] of this.#faces) this.#remove(client, face);
  }

  #face(client: number): CursorFace {
    const known = this.#faces.get(client);
    if (known) return known;
    const face = this.#pool.pop() ?? new CursorFace();
    this.#faces.set(client, face);
    face.el.hidden = false;
    if (!face.el.isConnected) this.#layer.append(face.el);
    return face;
  }

  #remove(client: number, face: CursorFace): void {
    this.#faces.delete(client);
    face.away();
    if (this.#pool.length < POOL) this.#pool.push(face);
    else face.el.remove();
  }
}

function pointing(others: ReadonlyMap<number, PresenceState>): Map<number, Shown> {
  const all = new Map<number, Shown>();
  for (const [client, state] of others) {
    const [x, y] = state.cursor ?? [];
    if (Number.isFinite(x) && Number.isFinite(y)) all.set(client, { state, x: x!, y: y! });
  }
  return all;
}

function nearest(all: ReadonlyMap<number, Shown>, view: Box): number[] {
  if (all.size <= MOST) return [...all.keys()];
  const [mx, my] = centreOf(view);
  const off = ([, { x, y }]: [number, Shown]) => Math.hypot(x - mx, y - my);
  return [...all]
    .sort((a, b) => off(a) - off(b))
    .slice(0, MOST)
    .map(([client]) => client);
}
