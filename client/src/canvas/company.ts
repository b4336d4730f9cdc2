/** Others at the board, drawn as presence tells of them. */
import type { Presence } from '../wire/presence';
import { seen } from './camera';
import type { Canvas } from './canvas';
import { stillness } from './motion';
import { Others } from './others';

/** More cards than this that others drag step from place to place: gliding, each would cost the page every frame. */
const GLIDING = 8;
const GROUP_MS = 130;
/** Whoever one follows is looked at more often than a crowd is. */
const FOLLOW_MS = 33;
const NOBODY: Presence['others'] = new Map();

export class Company {
  readonly #canvas: Canvas;
  readonly others: Others;
  readonly #ask: () => void;
  #moved = true;

  /** `ask`: for one more frame. */
  constructor(canvas: Canvas, ask: () => void) {
    const { session, app } = canvas;
    this.#canvas = canvas;
    this.others = new Others(session.presence, session.view, app.me);
    this.#ask = ask;
  }

  changed(): void {
    this.#moved = true;
    this.#ask();
  }

  /** In a frame, where something has changed since the last. */
  frame(): void {
    this.#canvas.skill?.edges.frame(); // First: it measures.
    if (this.#moved) this.#draw();
  }

  #draw(): void {
    this.#moved = false;
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
    const following = app.following.peek() ? FOLLOW_MS : null;
    presence.pace = following ?? (this.others.drags.size > GLIDING ? GROUP_MS : null);
    const shown = app.pointersOn.peek() ? presence.others : NOBODY;
    skill?.cursors.show(shown, seen(camera, size.peek()), view.info.departments);
  }
}
