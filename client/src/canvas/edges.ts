/** Where people are who are out of sight: an arrow at the window's edge for each, and their view on the small map. */
import { effect, untracked } from '@preact/signals-core';
import { Ride } from '../app/ride';
import { groupOf } from '../app/words';
import type { Department } from '../board/schema';
import { type Box, mapBox } from '../panels/mini-map';
import type { PresenceState } from '../wire/presence';
import { apart, type Spot } from './apart';
import { mapCorner, paletteEdge } from './bars';
import { toScreen } from './camera';
import type { Canvas } from './canvas';
import { mark, safe } from './mark';

const MOST = 8;
const MOST_NARROW = 4;
/** From the window's edges to an arrow's middle, where half of it is no more; below more, where the prompt is. */
const INSET = { top: 28, side: 12, bottom: 108 };
const HALF_HEIGHT = 16;
const GAP = 6;
const CALM_MS = 250;
/** They are shown with what else is drawn, if that is soon: a frame for them alone costs as much as one for all. */
const WAIT_MS = 110;
const MAP_MS = 1_000;
const ARROW = '<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M1 1 11 6 1 11z"/></svg>';

class Face {
  readonly el = document.createElement('button');
  readonly #ride = new Ride([this.el]);

  constructor(host: HTMLElement, pressed: (who: string | null) => void) {
    this.el.type = 'button';
    this.el.tabIndex = -1;
    this.el.className = 'edge-arrow';
    this.el.addEventListener('click', () => pressed(this.el.dataset.who ?? null));
    host.append(this.el);
  }

  show(): void {
    this.el.hidden = false;
    this.#ride.on();
  }

  hide(): void {
    this.el.hidden = true;
    this.#ride.off();
  }
}

export class Edges {
  readonly #canvas: Canvas;
  /** By person: who stays in sight keeps their arrow, so that nothing is drawn or measured anew. */
  readonly #faces = new Map<string, Face>();
  readonly #spare: Face[] = [];
  /** Half the widths of arrows, by what is written on them: to ask the page for one has it lay everything out. */
  readonly #halves = new Map<string, number>();
  readonly #views: HTMLElement[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #mapped = 0;
  /** What the small map shows of a board that has something on it; null: the board has changed since. */
  #whole: Box | null = null;
  /** How high an arrow is, its target for fingers included. */
  #high = 0;

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    const { app, session } = canvas;
    const stops = [
      session.presence.onChange(() => this.#ask()),
      effect(() => {
        app.camera.value;
        app.pointersOn.value;
        untracked(() => this.#ask());
      }),
      effect(() => {
        app.live.value.watch.anyCard.value;
        app.live.value.watch.order.value;
        this.#whole = null;
      }),
    ];
    signal.addEventListener('abort', () => {
      clearTimeout(this.#timer);
      clearTimeout(this.#again);
      for (const stop of stops) stop();
      for (const view of this.#views) view.remove();
    });
  }

  #ask(): void {
    if (this.#timer) return;
    this.#due = performance.now() + CALM_MS;
    this.#timer = setTimeout(() => this.#show(), CALM_MS + WAIT_MS);
  }

  /** Something is being drawn. */
  frame(): void {
    if (this.#timer && performance.now() >= this.#due) this.#show();
  }

  #show(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#again);
    this.#timer = undefined;
    const { app, session } = this.#canvas;
    const states = app.pointersOn.peek() ? [...session.presence.others.values()] : [];
    const people = new Map(states.filter(({ away }) => !away).map((state) => [state.participant, state]));
    people.delete(app.me.participant);
    this.#arrows([...people.values()]);
    if (performance.now() - this.#mapped > MAP_MS) this.#map([...people.values()]);
    else if (people.size) this.#again = setTimeout(() => this.#ask(), MAP_MS);
  }

  #arrows(people: readonly PresenceState[]): void {
    const { w, h } = this.#canvas.size.peek();
    const narrow = w < 720;
    const beyond = people
      .flatMap((state) => {
        const at = state.cursor ?? state.view;
        if (!at) return [];
        const [x, y] = toScreen(this.#canvas.camera, at[0], at[1]);
        const out = Math.max(-x, x - w, -y, y - h);
        return out > 0 ? [{ state, x, y, out }] : [];
      })
      .sort((a, b) => a.out - b.out)
      .slice(0, narrow ? MOST_NARROW : MOST)
      // In one order, whoever is nearer just now: where plates make room for each other none changes places.
      .sort((a, b) => (a.state.participant < b.state.participant ? -1 : 1));
    const [left, corner] = beyond.length ? [paletteEdge(), mapCorner()] : [0, null];
    this.#dress(beyond.map(({ state }) => state));
    const edge = (half: number) => [Math.max(left, INSET.side) + half, w - INSET.side - half] as const;
    const lowest = ({ x, half }: Spot) => {
      const overMap = corner !== null && x + half > corner[0];
      return overMap ? corner[1] - HALF_HEIGHT : h - (narrow ? INSET.top : INSET.bottom);
    };
    const wanted = beyond.map(({ state, x, y }) => {
      const half = this.#halves.get(writtenOn(state)) ?? 0;
      const spot = { x: clamp(x, ...edge(half)), y, half };
      return { ...spot, y: clamp(y, INSET.top, lowest(spot)) };
    });
    const spots = apart(wanted, this.#high + GAP, (spot) => {
      const [least, most] = edge(spot.half);
      return spot.x >= least && spot.x <= most && spot.y >= INSET.top && spot.y <= lowest(spot);
    });
    for (const [n, { state, x, y }] of beyond.entries()) {
      const [face, spot] = [this.#faces.get(state.participant)?.el, spots[n]];
      if (!face || !spot) continue;
      const turn = `${Math.atan2(y - spot.y, x - spot.x).toFixed(1)}rad`;
      if (face.style.getPropertyValue('--turn') !== turn) face.style.setProperty('--turn', turn);
      face.style.transform = `translate(${Math.round(spot.x)}px, ${Math.round(spot.y)}px) translate(-50%, -50%)`;
    }
  }

  /** An arrow for each of these people and nobody else; what is new is written first, and then measured at once. */
  #dress(people: readonly PresenceState[]): void {
    const wanted = new Set(people.map(({ participant }) => participant));
    for (const [who, face] of this.#faces) {
      if (wanted.has(who)) continue;
      this.#faces.delete(who);
      face.hide();
      this.#spare.push(face);
    }
    const unknown = new Map<string, HTMLElement>();
    for (const state of people) {
      const face = this.#faces.get(state.participant) ?? this.#spare.pop() ?? this.#face();
      this.#faces.set(state.participant, face);
      face.show();
      write(face.el, state, this.#canvas.session.view.info.departments);
      if (!this.#halves.has(writtenOn(state))) unknown.set(writtenOn(state), face.el);
    }
    for (const [key, face] of unknown) {
      this.#halves.set(key, Math.ceil(face.offsetWidth / 2));
      this.#high = face.offsetHeight;
    }
  }

  #face(): Face {
    return new Face(this.#canvas.host, (who) => {
      this.#canvas.focus.onHost(); // The arrow goes: Escape must still be heard where it was.
      this.#canvas.app.following.value = who;
    });
  }

  /** What each of them looks at, as a frame on the small map. */
  #map(people: readonly PresenceState[]): void {
    this.#mapped = performance.now();
    const map = document.querySelector<HTMLElement>('.minimap');
    const looking = map ? people.filter(({ view }) => view).slice(0, 30) : [];
    while (map && this.#views.length < looking.length) {
      const dot = document.createElement('i');
      dot.className = 'minimap__other';
      this.#views.push(dot);
      map.append(dot);
    }
    const { w, h } = this.#canvas.size.peek();
    const { x, y, z } = this.#canvas.camera;
    const { view } = this.#canvas.session;
    if (view.cards.size || view.zones.size) this.#whole ??= mapBox(view, { x: 0, y: 0, w: 0, h: 0 });
    const box = this.#whole ?? { x, y, w: w / z, h: h / z };
    const [mw, mh] = [map?.clientWidth ?? 0, map?.clientHeight ?? 0];
    const scale = Math.min(mw / box.w, mh / box.h);
    for (const [n, dot] of this.#views.entries()) {
      const view = looking[n]?.view;
      dot.hidden = !view;
      if (!view) continue;
      const [cx, cy] = [(view[0] - box.x) * scale, (view[1] - box.y) * scale];
      const left = (mw - box.w * scale) / 2 + cx;
      const top = (mh - box.h * scale) / 2 + cy;
      dot.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`;
      dot.classList.toggle('minimap__other--citizen', looking[n]!.department === 'citizen');
    }
  }
}

function write(face: HTMLElement, state: PresenceState, departments: ReadonlyMap<string, Department>): void {
  const { participant, name, department } = state;
  if (face.dataset.who !== participant) face.dataset.who = participant;
  if (face.dataset.key === writtenOn(state)) return;
  face.dataset.key = writtenOn(state);
  const group = groupOf(department, departments);
  face.ariaLabel = `Look with ${name}`;
  face.title = group ? `${name}, ${group.name}` : name;
  face.innerHTML = `${ARROW}${group ? mark(group) : ''}<span>${safe(name)}</span>`;
}

/** All that an arrow shows of a person. */
function writtenOn({ name, department }: PresenceState): string {
  return `${name}|${department}`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
