/**
 * Zones under a facilitator's hand: carried by their heading, stretched by a corner, and all of it again in a menu and
 * by keys. Loaded only for facilitators; nobody else's canvas has any of these parts.
 */
import { moveZoneBy, sizeZoneBy } from '../app/arrange';
import { icon } from '../panels/icon';
import type { Canvas } from './canvas';
import type { Corner } from './reach';
import { Carrying } from './tools/carrying';
import { Panning } from './tools/panning';
import type { Pointer, State } from './tools/state';
import { Stretching } from './tools/stretching';
import type { ZoneFace } from './zone';

const NUDGE = 8;
const CORNERS: readonly Corner[] = ['nw', 'ne', 'sw', 'se'];

const ARROW: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-NUDGE, 0],
  ArrowRight: [NUDGE, 0],
  ArrowUp: [0, -NUDGE],
  ArrowDown: [0, NUDGE],
};

export class Arrange {
  readonly #canvas: Canvas;
  readonly #grips = CORNERS.map(grip);
  readonly #buttons = new WeakMap<ZoneFace, HTMLButtonElement>();
  /** The zone that has the frame. */
  #chosen: ZoneFace | null = null;

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    canvas.host.classList.add('may-arrange');
    canvas.zones.dress((face) => this.#equip(face));
    canvas.host.addEventListener('dblclick', (event) => this.#doubled(event), { signal });
    canvas.host.addEventListener('contextmenu', (event) => this.#asked(event), { signal });
  }

  /** What a press on a heading or a corner begins; null where it was on neither. */
  press(pointer: Pointer): State | null {
    const face = this.#faceAt(pointer.on);
    const table = face && this.#canvas.zones.all.get(face.id);
    const corner = CORNERS.find((name) => pointer.on?.matches(`.zone__grip--${name}`));
    if (!face || !table) return null;
    const chosen = face === this.#chosen;
    this.#choose(face);
    if (corner) return new Stretching(this.#canvas, table, corner, pointer);
    // As on cards: a finger pans over a heading, and carries only a zone that was tapped before.
    if (pointer.finger && !chosen) return new Panning(this.#canvas, pointer);
    return new Carrying(this.#canvas, table, pointer);
  }

  /** Whether a double click here is on a heading, and opens no card. */
  has(event: MouseEvent): boolean {
    return this.#faceUnder(event) !== null;
  }

  /** Take the frame off; false where there was none. */
  letGo(): boolean {
    if (!this.#chosen) return false;
    this.#chosen.el.classList.remove('is-chosen');
    for (const one of this.#grips) one.remove();
    this.#chosen = null;
    return true;
  }

  #choose(face: ZoneFace): void {
    if (face !== this.#chosen) {
      this.letGo();
      this.#chosen = face;
      face.el.classList.add('is-chosen');
      face.el.append(...this.#grips);
      this.#canvas.chosen.set([]);
    }
    this.#buttons.get(face)?.focus({ preventScroll: true });
  }

  #equip(face: ZoneFace): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'zone__menu';
    button.innerHTML = icon('ellipsis');
    button.ariaHasPopup = 'menu';
    button.id = `zone-menu-${face.id}`;
    button.title = button.ariaLabel = 'Change the zone';
    button.setAttribute('aria-labelledby', `${button.id} zone-${face.id}`);
    button.addEventListener('click', () => this.#open(face));
    button.addEventListener('focus', () => this.#choose(face));
    button.addEventListener('keydown', (event) => this.#key(event, face));
    this.#buttons.set(face, button);
    face.head.append(button);
  }

  #open(face: ZoneFace, at: Element | { x: number; y: number } = this.#buttons.get(face)!): void {
    this.#canvas.app.open({ kind: 'zone-menu', zone: face.id, at });
  }

  /** Shift and arrows move it, as they do a card; with Alt as well they size it. */
  #key(event: KeyboardEvent, face: ZoneFace): void {
    const { app } = this.#canvas;
    const [dx, dy] = (event.shiftKey && ARROW[event.key]) || [0, 0];
    if (event.key === 'Escape') this.#leave();
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) this.#open(face);
    else if (!dx && !dy) return;
    else if (event.altKey) sizeZoneBy(app, face.id, dx, dy);
    else moveZoneBy(app, face.id, dx, dy);
    event.preventDefault();
    event.stopPropagation();
  }

  /** Of what is being dragged, else of the zone. */
  #leave(): void {
    const { tools, focus } = this.#canvas;
    if (tools.cancel() || !this.letGo()) return;
    focus.onHost();
  }

  #doubled(event: MouseEvent): void {
    const face = this.#faceUnder(event);
    if (face) this.#canvas.app.open({ kind: 'zone', zone: face.id });
  }

  #asked(event: MouseEvent): void {
    const face = this.#faceUnder(event);
    if (!face) return;
    event.preventDefault();
    this.#choose(face);
    this.#open(face, { x: event.clientX, y: event.clientY });
  }

  /** The pointer is captured while it is down, so the event's own target is the canvas. */
  #faceUnder({ clientX, clientY }: MouseEvent): ZoneFace | null {
    const on = document.elementFromPoint(clientX, clientY);
    return on?.closest('button') ? null : this.#faceAt(on ?? undefined);
  }

  /** The zone whose heading, corner or name from afar this is. */
  #faceAt(on: Element | undefined): ZoneFace | null {
    const part = on?.closest<HTMLElement>('.zone__head, .zone__grip, .zone-name');
    const { zone } = part?.dataset ?? {};
    const { zones } = this.#canvas;
    return (zone ? zones.face(zone) : part && zones.faceOf(part)) ?? null;
  }
}

function grip(corner: Corner): HTMLElement {
  const element = document.createElement('i');
  element.className = `zone__grip zone__grip--${corner}`;
  element.ariaHidden = 'true';
  return element;
}
