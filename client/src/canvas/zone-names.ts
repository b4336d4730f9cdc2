/**
 * Zones' names from afar, where a heading in letters one can read no longer fits over the first row of cards: plates
 * above all cards, in one size at every zoom. They stand on the zone's upper edge, or in its corner where another zone
 * ends just above.
 */
import { effect, untracked } from '@preact/signals-core';
import { type Box, overlap } from './box';
import type { Canvas } from './canvas';

/** Below this the room that boards leave above a zone's first cards is lower than a line of words. */
const NAMES_ZOOM = 0.3;
/** A plate's height in pixels, and the narrowest that still says something. */
const HIGH = 22;
const NARROWEST = 36;
const CALM_MS = 120;

export class ZoneNames {
  readonly #canvas: Canvas;
  readonly #layer: HTMLElement;
  readonly #names = new Map<string, HTMLElement>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `layer`: of things that keep their size. */
  constructor(canvas: Canvas, layer: HTMLElement, signal: AbortSignal) {
    this.#canvas = canvas;
    this.#layer = layer;
    let zoom = 0;
    const stops = [
      effect(() => {
        const { z } = canvas.app.camera.value;
        if (z === zoom) return;
        zoom = z;
        canvas.host.classList.toggle('is-named', z < NAMES_ZOOM);
        untracked(() => this.#ask());
      }),
      effect(() => {
        canvas.app.live.value.watch.order.value;
        canvas.app.folds.zones.value;
        untracked(() => this.#ask());
      }),
    ];
    signal.addEventListener('abort', () => {
      clearTimeout(this.#timer);
      for (const stop of stops) stop();
      for (const name of this.#names.values()) name.remove();
    });
  }

  #ask(): void {
    this.#timer ??= setTimeout(() => this.#show(), CALM_MS);
  }

  #show(): void {
    this.#timer = undefined;
    const { camera, zones } = this.#canvas;
    const all = camera.z < NAMES_ZOOM ? zones.all : new Map<string, never>();
    for (const [id, name] of this.#names) {
      if (all.has(id)) continue;
      name.remove();
      this.#names.delete(id);
    }
    const boxes = [...all.values()];
    for (const { id, zone, minX, minY, maxX } of boxes) {
      const name = this.#name(id);
      const room = (maxX - minX) * camera.z;
      const above: Box = { minX, maxX, minY: minY - HIGH / camera.z, maxY: minY };
      const y = boxes.some((other) => overlap(other, above)) ? minY : above.minY;
      if (name.textContent !== zone.title) name.textContent = zone.title;
      name.hidden = room < NARROWEST;
      name.style.maxWidth = `${Math.floor(room)}px`;
      name.style.translate = `${minX}px ${y}px`;
    }
  }

  #name(id: string): HTMLElement {
    const known = this.#names.get(id);
    if (known) return known;
    const name = document.createElement('span');
    name.className = 'zone-name';
    name.ariaHidden = 'true'; // The heading under it has the words.
    name.dataset.zone = id;
    name.dir = 'auto';
    this.#names.set(id, name);
    this.#layer.append(name);
    return name;
  }
}
