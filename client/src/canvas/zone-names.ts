/**
 * Zones' names from afar, where a heading in letters one can read no longer fits over the first row of cards: plates
 * above all cards, in one size at every zoom. They stand on the zone's upper edge, or in its corner where another zone
 * ends just above.
 */
import { effect, untracked } from '@preact/signals-core';
import { Ride } from '../app/ride';
import { type Box, overlap } from './box';
import type { Canvas } from './canvas';

/** Below this the room that boards leave above a zone's first cards is lower than a line of words. */
const NAMES_ZOOM = 0.3;
/** A plate's height in pixels, and the narrowest that still says something. */
const HIGH = 22;
const NARROWEST = 36;
const CALM_MS = 120;
/** After this long without a step the zoom rests. */
const REST_MS = 150;

class Name {
  readonly el = document.createElement('span');
  /** It keeps its size against the zoom by a transform of its own. */
  readonly ride = new Ride([this.el]);

  constructor(zone: string) {
    this.el.className = 'zone-name';
    this.el.ariaHidden = 'true'; // The heading under it has the words.
    this.el.dataset.zone = zone;
    this.el.dir = 'auto';
  }

  remove(): void {
    this.ride.off();
    this.el.remove();
  }
}

export class ZoneNames {
  readonly #canvas: Canvas;
  readonly #layer: HTMLElement;
  readonly #names = new Map<string, Name>();
  #rest: ReturnType<typeof setTimeout> | undefined;
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
        untracked(() => this.#zoomed());
      }),
      effect(() => {
        canvas.app.live.value.watch.order.value;
        canvas.app.folds.zones.value;
        untracked(() => this.#ask());
      }),
    ];
    signal.addEventListener('abort', () => {
      clearTimeout(this.#timer);
      clearTimeout(this.#rest);
      for (const stop of stops) stop();
      for (const name of this.#names.values()) name.remove();
    });
  }

  #zoomed(): void {
    this.#ask();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#still(), REST_MS);
    for (const { ride } of this.#names.values()) ride.on();
  }

  #still(): void {
    this.#rest = undefined;
    for (const { ride } of this.#names.values()) ride.off();
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
      const name = this.#name(id).el;
      const room = (maxX - minX) * camera.z;
      const above: Box = { minX, maxX, minY: minY - HIGH / camera.z, maxY: minY };
      const y = boxes.some((other) => overlap(other, above)) ? minY : above.minY;
      if (name.textContent !== zone.title) name.textContent = zone.title;
      name.hidden = room < NARROWEST;
      name.style.maxWidth = `${Math.floor(room)}px`;
      name.style.translate = `${minX}px ${y}px`;
    }
  }

  #name(id: string): Name {
    const known = this.#names.get(id);
    if (known) return known;
    const name = new Name(id);
    this.#names.set(id, name);
    this.#layer.append(name.el);
    if (this.#rest) name.ride.on();
    return name;
  }
}
