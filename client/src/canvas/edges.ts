/** Where people are who are out of sight: an arrow at the window's edge for each, and their view on the small map. */
import { effect, untracked } from '@preact/signals-core';
import { groupOf } from '../app/words';
import { mapBox } from '../panels/mini-map';
import type { PresenceState } from '../wire/presence';
import { mapCorner, paletteEdge } from './bars';
import { toScreen } from './camera';
import type { Canvas } from './canvas';
import { mark, safe } from './mark';

const MOST = 8;
/** From the window's edges to an arrow's middle, where half of it is no more; below more, where the prompt is. */
const INSET = { top: 28, side: 12, bottom: 108 };
const HALF_HEIGHT = 16;
const CALM_MS = 250;
const MAP_MS = 1_000;
const ARROW = '<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M1 1 11 6 1 11z"/></svg>';

export class Edges {
  readonly #canvas: Canvas;
  readonly #faces: HTMLButtonElement[] = [];
  readonly #views: HTMLElement[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mapped = 0;

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
    ];
    signal.addEventListener('abort', () => {
      clearTimeout(this.#timer);
      for (const stop of stops) stop();
      for (const view of this.#views) view.remove();
    });
  }

  #ask(): void {
    this.#timer ??= setTimeout(() => this.#show(), CALM_MS);
  }

  #show(): void {
    this.#timer = undefined;
    const { app, session } = this.#canvas;
    const states = app.pointersOn.peek() ? [...session.presence.others.values()] : [];
    const people = new Map(states.filter(({ away }) => !away).map((state) => [state.participant, state]));
    people.delete(app.me.participant);
    this.#arrows([...people.values()]);
    if (performance.now() - this.#mapped > MAP_MS) this.#map([...people.values()]);
    else if (people.size) setTimeout(() => this.#ask(), MAP_MS);
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
      .slice(0, MOST);
    const [left, corner] = beyond.length ? [paletteEdge(), mapCorner()] : [0, null];
    while (this.#faces.length < beyond.length) this.#faces.push(this.#face());
    for (const [n, face] of this.#faces.entries()) {
      const one = beyond[n];
      face.hidden = !one;
      if (!one) continue;
      const { state, x, y } = one;
      this.#dress(face, state);
      const half = Number(face.dataset.half);
      const px = clamp(x, Math.max(left, INSET.side) + half, w - INSET.side - half);
      const overMap = corner !== null && px + half > corner[0];
      const lowest = overMap ? corner[1] - HALF_HEIGHT : h - (narrow ? INSET.top : INSET.bottom);
      const py = clamp(y, INSET.top, lowest);
      face.style.setProperty('--turn', `${Math.atan2(y - py, x - px)}rad`);
      face.style.transform = `translate(${Math.round(px)}px, ${Math.round(py)}px) translate(-50%, -50%)`;
    }
  }

  #face(): HTMLButtonElement {
    const face = document.createElement('button');
    face.type = 'button';
    face.tabIndex = -1;
    face.className = 'edge-arrow';
    face.addEventListener('click', () => {
      this.#canvas.app.following.value = face.dataset.who ?? null;
    });
    this.#canvas.host.append(face);
    return face;
  }

  #dress(face: HTMLButtonElement, { participant, name, department }: PresenceState): void {
    const key = `${participant}|${name}|${department}`;
    if (face.dataset.key === key) return;
    const group = groupOf(department, this.#canvas.session.view.info.departments);
    face.dataset.key = key;
    face.dataset.who = participant;
    face.ariaLabel = `Look with ${name}`;
    face.title = group ? `${name}, ${group.name}` : name;
    face.innerHTML = `${ARROW}${group ? mark(group) : ''}<span>${safe(name)}</span>`;
    face.dataset.half = String(Math.ceil(face.offsetWidth / 2));
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
    const box = mapBox(this.#canvas.session.view, { x, y, w: w / z, h: h / z });
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

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
