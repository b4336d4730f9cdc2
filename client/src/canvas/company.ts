/** Others at the board, drawn as they move; with many here, no oftener than each of them is told of. */
import type { Presence } from '../wire/presence';
import { seen } from './camera';
import type { Canvas } from './canvas';
import { stillness } from './motion';
import { Others } from './others';

/** More people than this are a crowd, whose states are read at most this often. */
const CROWD = 6;
const CROWD_MS = 90;
/** More cards than this that others drag step from place to place: gliding, each would cost the page every frame. */
const GLIDING = 8;
const GROUP_MS = 130;
const NOBODY: Presence['others'] = new Map();

export class Company {
  readonly #canvas: Canvas;
  readonly others: Others;
  readonly #ask: () => void;
  #moved = true;
  #readAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `ask`: for one more frame. */
  constructor(canvas: Canvas, ask: () => void) {
    const { session, app } = canvas;
    this.#canvas = canvas;
    this.others = new Others(session.presence, session.view, app.me);
    this.#ask = ask;
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  /** With many here, states come every few milliseconds: they are looked at as often as each of them is sent. */
  changed(): void {
    const pace = this.others.drags.size > GLIDING ? GROUP_MS : CROWD_MS;
    const busy = pace === GROUP_MS || this.#canvas.session.presence.others.size > CROWD;
    const wait = busy ? this.#readAt + pace - performance.now() : 0;
    this.#moved = true;
    if (wait <= 0) this.#ask();
    else this.#timer ??= setTimeout(() => this.#ask(), wait);
  }

  /** In a frame, where something has changed since the last. */
  frame(): void {
    if (!this.#moved) return;
    this.#moved = false;
    this.#readAt = performance.now();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { placement, cards, session, app, skill, camera, size } = this.#canvas;
    const { changed, dragged } = this.others.read();
    for (const id of changed) {
      const placed = placement.get(id);
      if (placed) cards.show(placed);
    }
    for (const id of dragged) {
      const placed = placement.get(id);
      const [x, y] = this.others.dragged(id) ?? placed?.card.pos ?? [0, 0];
      const glides = dragged.length <= GLIDING && !stillness();
      if (placed && !placed.lifted) placement.send(placed, [x, y], glides);
    }
    const { presence, view } = session;
    const shown = app.pointersOn.peek() ? presence.others : NOBODY;
    skill?.cursors.show(shown, seen(camera, size.peek()), view.info.departments);
  }
}
