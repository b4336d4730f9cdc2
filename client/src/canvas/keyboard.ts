/** Everything the pointer does, by keys; only while the focus is on the canvas or a card of it. */
import { addCard, edit } from '../app/act';
import { shift } from '../app/act-on';
import type { Tool } from '../app/app';
import { showDetails } from '../app/details';
import { stageKind } from '../app/stage';
import type { Canvas } from './canvas';
import { duplicate, nudge, remove } from './chosen-deed';
import { type Direction, nearest } from './reach';

const NUDGE = 8;
const ZOOM_STEP = 1.25;

const ARROW: Readonly<Record<string, { direction: Direction; dx: number; dy: number }>> = {
  ArrowLeft: { direction: 'left', dx: -1, dy: 0 },
  ArrowRight: { direction: 'right', dx: 1, dy: 0 },
  ArrowUp: { direction: 'up', dx: 0, dy: -1 },
  ArrowDown: { direction: 'down', dx: 0, dy: 1 },
};

const TOOL: Readonly<Record<string, Tool>> = {
  v: 'select',
  h: 'hand',
  s: 'story',
  p: 'problem',
  i: 'idea',
  c: 'commitment',
  n: 'note',
};

export class Keyboard {
  readonly #canvas: Canvas;

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    const { host } = canvas;
    host.addEventListener('keydown', (event) => this.#down(event), { signal });
    host.addEventListener('keyup', (event) => this.#up(event), { signal });
    host.addEventListener('blur', () => this.#hold(false), { signal, capture: true });
  }

  #down(event: KeyboardEvent): void {
    if (event.target instanceof Element && event.target.closest('textarea, input, button, [role="menu"]'))
      return;
    if (!this.#act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #up(event: KeyboardEvent): void {
    if (event.key === ' ') this.#hold(false);
  }

  #hold(space: boolean): void {
    this.#canvas.space = space;
    this.#canvas.host.classList.toggle('is-grabbing', space);
  }

  /** Whether the key was ours. */
  #act(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey) return this.#command(event);
    if (ARROW[event.key]) return this.#arrow(event);
    const letters = !event.altKey && this.#canvas.app.keysOn.peek();
    return this.#named(event) || (letters && (this.#canvas.skill?.key(event) || this.#single(event.key)));
  }

  /** Let go of the gesture, else of the tool, else of the selection. */
  #letBe(): boolean {
    const { tools, arrange, app, chosen } = this.#canvas;
    if (tools.cancel() || arrange?.letGo()) return true;
    const had = app.tool.peek() !== 'select' || chosen.ids.size > 0;
    if (app.several.peek() || app.following.peek()) {
      app.several.value = false;
      app.following.value = null;
      return true;
    }
    if (app.tool.peek() !== 'select') app.tool.value = 'select';
    else chosen.set([]);
    return had;
  }

  #command(event: KeyboardEvent): boolean {
    const canvas = this.#canvas;
    const { app } = canvas;
    const key = event.key.toLowerCase();
    if (key === 'y' || (key === 'z' && event.shiftKey)) app.redo();
    else if (key === 'z') app.undo();
    else if (key === 'd') duplicate(canvas);
    else if (key === 'a') canvas.chosen.all();
    else if (key === 'enter') addCard(app, stageKind(canvas.session.view, app.me));
    else return false;
    return true;
  }

  #arrow(event: KeyboardEvent): boolean {
    const { direction, dx, dy } = ARROW[event.key]!;
    const focused = this.#canvas.focus.card();
    if (event.altKey && event.shiftKey) nudge(this.#canvas, dx, dy);
    else if (event.altKey) {
      if (!focused || !dy) return false;
      shift(this.#canvas.app, focused.id, dy < 0 ? -1 : 1);
    } else if (event.shiftKey) nudge(this.#canvas, dx * NUDGE, dy * NUDGE);
    else this.#go(direction);
    return true;
  }

  /** To the nearest card that way; from the canvas itself, to the one nearest its middle. */
  #go(direction: Direction): void {
    const canvas = this.#canvas;
    const from = canvas.focus.card();
    const cards = canvas.placement.all.values();
    const next = from ? nearest(from, cards, direction) : canvas.focus.nearestToMiddle();
    if (next) canvas.focus.goTo(next.id);
  }

  #named(event: KeyboardEvent): boolean {
    const canvas = this.#canvas;
    const card = canvas.focus.card()?.id;
    const { key } = event;
    if (key === 'Escape') return this.#letBe();
    if (key === ' ' && card && canvas.app.several.peek()) canvas.chosen.click(card, true);
    else if (key === ' ') this.#hold(true);
    else if (key === 'F10' && event.altKey) canvas.skill?.toolbar.focus();
    else if (key === 'Delete' || key === 'Backspace') return remove(canvas);
    else if (!card) return false;
    else if (key === 'Enter' && event.altKey) showDetails(canvas.app, card);
    else if (key === 'Enter') edit(canvas.app, card);
    else if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) canvas.openMenu(card);
    else return false;
    return true;
  }

  #single(key: string): boolean {
    const { app, sight } = this.#canvas;
    const letter = key.toLowerCase();
    if (letter === '+' || letter === '=') sight.zoomBy(ZOOM_STEP);
    else if (letter === '-') sight.zoomBy(1 / ZOOM_STEP);
    else if (letter === '0') sight.zoomTo(1);
    else if (letter === '1') this.#canvas.zoomToFit();
    else if (TOOL[letter]) app.tool.value = TOOL[letter];
    else return this.#ofCard(letter);
    return true;
  }

  /** Letters that act on the focused card; without one, the tool of that letter. */
  #ofCard(letter: string): boolean {
    const { app } = this.#canvas;
    const focused = this.#canvas.focus.card();
    const card = focused?.id;
    const at = focused?.face?.el;
    if (letter === 't' && card) app.open({ kind: 'thread', card });
    else if (letter === 'k' && card) showDetails(app, card, 'comments');
    else if (letter === 'm' && card && at) app.open({ kind: 'move', card, at });
    else if (letter === 'r' && card && at) app.open({ kind: 'react', card, at });
    else if (letter === 't') app.tool.value = 'thread';
    else if (letter === 'k') app.tool.value = 'comment';
    else return false;
    return true;
  }
}
