/** What a mouse or touchpad does besides pressing and moving: wheel, double click, context menu. */
import { edit } from '../app/act';
import { zoneKind } from '../app/words';
import { CARD_SIZE } from '../board/schema';
import type { Point } from './box';
import { panned, toBoard, zoomedAt } from './camera';
import type { Canvas } from './canvas';
import { add } from './deed';

const LINE_PX = 16;
/** One notch of a wheel, however far its driver says it went, zooms by this much at most. */
const MOST_TURN = 30;

export class Mouse {
  readonly #canvas: Canvas;
  #corner = { left: 0, top: 0 };

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    const { host } = canvas;
    host.addEventListener('wheel', (event) => this.#turned(event), { signal, passive: false });
    host.addEventListener('dblclick', (event) => this.#doubled(event), { signal });
    host.addEventListener('contextmenu', (event) => this.#asked(event), { signal });
    // Before anything else learns of a press: bars may have moved the canvas since.
    host.addEventListener('pointerdown', () => this.measure(), { signal, capture: true });
    host.addEventListener('pointerenter', () => this.measure(), { signal });
  }

  measure(): void {
    const { host } = this.#canvas;
    const { left, top } = host.getBoundingClientRect();
    // The browser may just have scrolled to what it found; the camera follows a frame later.
    this.#corner = { left: left - host.scrollLeft, top: top - host.scrollTop };
  }

  /** A place on the page, in pixels from the canvas's corner. */
  inHost({ clientX, clientY }: { clientX: number; clientY: number }): Point {
    return [clientX - this.#corner.left, clientY - this.#corner.top];
  }

  /** A wheel pans; with Ctrl, and so by a pinch on a touchpad, it zooms. */
  #turned(event: WheelEvent): void {
    event.preventDefault();
    const { camera, sight } = this.#canvas;
    const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const [dx, dy] = [event.deltaX * step, event.deltaY * step];
    const turn = Math.exp(-Math.max(-MOST_TURN, Math.min(MOST_TURN, dy)) / 100);
    if (event.ctrlKey || event.metaKey) sight.look(zoomedAt(camera, ...this.inHost(event), camera.z * turn));
    else sight.look(event.shiftKey && !dx ? panned(camera, -dy, 0) : panned(camera, -dx, -dy));
  }

  /** On a card: write in it. On the floor: a new card. */
  #doubled(event: MouseEvent): void {
    const { app } = this.#canvas;
    const at =
      app.tool.peek() === 'select' && !this.#canvas.arrange?.has(event) ? this.#boardAt(event) : null;
    const card = at && this.#canvas.cardAt(...at);
    if (card) edit(app, card.id);
    else if (at) this.#addAt(at);
  }

  /** A new card of the kind its zone is for. */
  #addAt([x, y]: Point): void {
    const zone = this.#canvas.zones.all.get(this.#canvas.zoneAt(x, y) ?? '')?.zone;
    const kind = zone ? zoneKind(zone) : 'note';
    const corner = [Math.round(x - CARD_SIZE[kind][0] / 2), Math.round(y - 20)] as const;
    add(this.#canvas, kind, corner, zone?.id ?? null);
  }

  #asked(event: MouseEvent): void {
    if (!this.#boardAt(event) || this.#canvas.arrange?.has(event)) return;
    event.preventDefault();
    this.ask(event);
  }

  /** What can be done with the card here, or with the floor. */
  ask({ clientX, clientY }: { clientX: number; clientY: number }): void {
    const spot = toBoard(this.#canvas.camera, ...this.inHost({ clientX, clientY }));
    const card = this.#canvas.cardAt(...spot);
    const at = { x: clientX, y: clientY };
    if (card) this.#canvas.openMenu(card.id, at);
    else {
      const drawing = this.#canvas.skill?.ink?.drawingAt(...spot);
      this.#canvas.app.open({ kind: 'floor-menu', at, spot, ...(drawing ? { drawing } : {}) });
    }
  }

  /** Null over what has menus and clicks of its own. */
  #boardAt(event: MouseEvent): Point | null {
    const own = event.target instanceof Element && event.target.closest('button, textarea, [role="menu"]');
    return own ? null : toBoard(this.#canvas.camera, ...this.inHost(event));
  }
}
