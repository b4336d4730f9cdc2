/** The window on the board: its size, what the bars cover, and how it gets from one place to another. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Camera } from '../app/app';
import { clearOfMap } from './bars';
import type { Box } from './box';
import { fitted, type Insets, OPEN_ZOOM, opened, panned, revealed, type Size, zoomedAt } from './camera';
import { eased, stillness } from './motion';

const FLIGHT_MS = 200;
const WIDE = 720;
const BANNER = 120;
/** What the bars of the page cover (DESIGN, section 4): the prompt below, and on the left the tools, as wide as text. */
const WIDE_INSET: Insets = { left: 104, top: 20, right: 16, bottom: 96 };
const TOOLS = 72;
const NARROW_INSET: Insets = { left: 12, top: 12, right: 12, bottom: 24 };
/** Room for the toolbar above a card that is brought into view. */
const TOOLBAR = 56;

/** A drift keeps this share of its speed each millisecond, and is over when slower than this, in pixels a millisecond. */
const KEPT = 0.9955;
const TOO_SLOW = 0.03;

interface Flight {
  readonly from: Camera;
  readonly to: Camera;
  readonly began: number;
}

export class Sight {
  readonly camera: Signal<Camera>;
  readonly size: ReadonlySignal<Size>;
  readonly #size: Signal<Size> = signal({ w: 0, h: 0 });
  #flight: Flight | null = null;
  #drift: { vx: number; vy: number; at: number } | null = null;
  /** The camera that something was fitted into the window with, and how to fit it again. */
  #fitting: { readonly camera: Camera; readonly again: () => Camera } | null = null;
  /** How much larger than usual text is. */
  #text = 1;

  constructor(camera: Signal<Camera>) {
    this.camera = camera;
    this.size = this.#size;
  }

  resize(w: number, h: number): void {
    this.#text = Math.max(1, Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
    const was = this.#size.peek();
    this.#size.value = { w, h };
    // A banner, or a keyboard on a small screen, makes it lower: that is no reason to look elsewhere.
    if (was.w && (was.w !== w || (Math.abs(was.h - h) > BANNER && w >= WIDE))) this.#refit();
  }

  /** What was fitted into the window, and not moved since, is fitted again; else the corner stays where it is. */
  #refit(): void {
    const { camera, again } = this.#fitting ?? {};
    if (!again || this.#goal() !== camera) return;
    const to = again();
    this.look(to);
    this.#fitting = { camera: to, again };
  }

  /** Be there now; a flight under way ends. */
  look(camera: Camera): void {
    this.stay();
    this.camera.value = camera;
  }

  /** Get there in a moment, or at once for people who asked for less motion. */
  fly(to: Camera): void {
    if (stillness()) {
      this.look(to);
      return;
    }
    this.#flight = { from: this.camera.peek(), to, began: performance.now() };
    this.camera.value = { ...this.camera.peek() };
  }

  /** End a flight where it is: someone took hold of the board. */
  stay(): void {
    this.#flight = this.#drift = null;
  }

  /** Go on at this speed, in pixels a millisecond, ever slower. */
  drift(vx: number, vy: number): void {
    if (stillness() || Math.hypot(vx, vy) < 10 * TOO_SLOW) return;
    this.#drift = { vx, vy, at: performance.now() };
    this.camera.value = { ...this.camera.peek() };
  }

  /** Fly on; true until it is there. */
  frame(now: number): boolean {
    if (this.#drift) return this.#driftOn(now);
    if (!this.#flight) return false;
    const { from, to, began } = this.#flight;
    const share = eased((now - began) / FLIGHT_MS);
    this.camera.value = share >= 1 ? to : between(from, to, share);
    if (share >= 1) this.#flight = null;
    return this.#flight !== null;
  }

  #driftOn(now: number): boolean {
    const drift = this.#drift!;
    const passed = Math.max(0, now - drift.at);
    const kept = KEPT ** passed;
    this.camera.value = panned(this.camera.peek(), drift.vx * passed, drift.vy * passed);
    [drift.vx, drift.vy, drift.at] = [drift.vx * kept, drift.vy * kept, now];
    if (Math.hypot(drift.vx, drift.vy) < TOO_SLOW) this.#drift = null;
    return this.#drift !== null;
  }

  zoomTo(z: number): void {
    const { w, h } = this.#size.peek();
    this.fly(zoomedAt(this.#goal(), w / 2, h / 2, z));
  }

  zoomBy(factor: number): void {
    this.zoomTo(this.#goal().z * factor);
  }

  fit(box: Box): void {
    const again = () => fitted(box, this.#size.peek(), this.#inset());
    const camera = again();
    this.fly(camera);
    this.#fitting = { camera, again };
  }

  /** The first look: all of the board if its width can be read, else its first part. */
  open(all: Box, first: Box): void {
    const again = () => {
      const size = this.#size.peek();
      const whole = opened(all, size, this.#inset());
      return whole.z > OPEN_ZOOM ? whole : opened(first, size, this.#inset());
    };
    const camera = again();
    this.look(camera);
    this.#fitting = { camera, again };
  }

  /** Bring a box into view with the least movement; from afar, at once and near enough to read. */
  reveal(box: Box, readable: number): void {
    const goal = this.#goal();
    const size = this.#size.peek();
    const bars = this.#inset();
    const inset = { ...bars, top: bars.top + TOOLBAR };
    const far = goal.z < readable;
    const near = far ? centred(box, 1, size) : goal;
    const camera = clearOfMap(revealed(near, box, size, inset), box, inset);
    if (far) this.look(camera);
    else if (camera !== this.camera.peek()) this.fly(camera);
  }

  #goal(): Camera {
    return this.#flight?.to ?? this.camera.peek();
  }

  #inset(): Insets {
    if (this.#size.peek().w < WIDE) return NARROW_INSET;
    return { ...WIDE_INSET, left: WIDE_INSET.left + TOOLS * (this.#text - 1) };
  }
}

function centred(box: Box, z: number, { w, h }: Size): Camera {
  return { x: (box.minX + box.maxX - w / z) / 2, y: (box.minY + box.maxY - h / z) / 2, z };
}

/** Zooms evenly to the eye; what is held in place at both ends is held in place on the way. */
function between(from: Camera, to: Camera, share: number): Camera {
  const z = from.z * (to.z / from.z) ** share;
  const way = from.z === to.z ? share : (1 / z - 1 / from.z) / (1 / to.z - 1 / from.z);
  return { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, z };
}
