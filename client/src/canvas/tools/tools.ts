/** Feeds pointer events to the state the pointer is in. */
import type { Tool } from '../../app/app';
import { toBoard } from '../camera';
import type { Canvas } from '../canvas';
import { Early } from './early';
import { Idle } from './idle';
import type { Pointer, State } from './state';

/** Parts of the canvas that take the pointer themselves. */
const OWN_POINTER = 'textarea, button, input, a, [role="menu"]';

export class Tools {
  readonly #canvas: Canvas;
  /** Pointers that are down, as they were last seen. */
  readonly #down = new Map<number, Pointer>();
  #state: State;

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    this.#state = new Idle(canvas);
    const { host } = canvas;
    const listen = (name: string, act: (event: PointerEvent) => void) =>
      host.addEventListener(name, (event) => act(event as PointerEvent), { signal });
    listen('pointerdown', (event) => this.#pressed(event));
    listen('pointermove', (event) => this.#moved(event));
    listen('pointerup', (event) => this.#released(event));
    listen('pointercancel', (event) => this.#lost(event));
    listen('pointerleave', () => canvas.hand.point(null));
    listen('mousedown', (event) => {
      if (!isOwn(event.target)) event.preventDefault(); // The press is ours: no text selection, no focus of its own.
    });
  }

  get state(): State {
    return this.#state;
  }

  /** The resting state of the chosen tool. */
  rest(): State {
    const tool = this.#canvas.app.tool.peek();
    return this.#canvas.skill?.atRest(tool) ?? (fetched(tool) ? new Early() : new Idle(this.#canvas));
  }

  /** Tools have been fetched: take up the chosen one, with what was done in its name meanwhile. */
  came(): void {
    const before = this.#state;
    if (!(before instanceof Early || before instanceof Idle)) return;
    this.go(this.rest());
    if (before instanceof Early) this.go(before.handOver(this.#state));
  }

  go(next: State): void {
    if (next === this.#state) return;
    this.#state.leave?.();
    this.#state = next;
    this.#canvas.host.dataset.doing = next.name;
    this.#canvas.schedule();
  }

  /** Let go of the gesture under way; false when there was none. */
  cancel(): boolean {
    if (!this.#state.cancel?.()) return false;
    this.go(this.rest());
    return true;
  }

  frame(): boolean {
    return this.#state.frame?.() ?? false;
  }

  #pressed(event: PointerEvent): void {
    if (isOwn(event.target) || !this.#heeds(event)) return;
    this.#canvas.sight.stay();
    this.#canvas.focus.take();
    this.#canvas.host.setPointerCapture(event.pointerId);
    const pointer = this.#pointer(event);
    this.#down.set(pointer.id, pointer);
    const fingers = [...this.#down.values()].filter(({ finger }) => finger);
    if (fingers.length === 2) this.#pinch(fingers[0]!, fingers[1]!);
    else if (fingers.length < 2)
      this.go(this.#state.down?.({ ...pointer, on: event.target as Element }) ?? this.#state);
  }

  /** While a pen is down, a touch is the hand that holds it; a pen that comes takes over from that hand. */
  #heeds({ pointerType }: PointerEvent): boolean {
    const down = [...this.#down.values()];
    if (pointerType === 'touch') return !down.some(({ pen }) => pen);
    if (pointerType === 'pen' && down.length) {
      this.#down.clear();
      this.cancel();
    }
    return true;
  }

  /** Wherever the first finger lies, on a card or not, two fingers are a pinch. */
  #pinch(a: Pointer, b: Pointer): void {
    this.#state.cancel?.();
    this.go(this.#canvas.skill?.pinch(a, b) ?? this.rest());
  }

  #moved(event: PointerEvent): void {
    const pointer = this.#pointer(event);
    if (this.#down.has(pointer.id)) this.#down.set(pointer.id, pointer);
    else if (isOwn(event.target) || pointer.finger) return;
    this.#canvas.hand.point([pointer.x, pointer.y]);
    this.go(this.#state.move?.(pointer) ?? this.#state);
  }

  #released(event: PointerEvent): void {
    if (!this.#down.delete(event.pointerId)) return;
    const pointer = this.#pointer(event);
    if (pointer.finger) this.#canvas.hand.point(null);
    this.go(this.#state.up?.(pointer) ?? this.#state);
  }

  #lost(event: PointerEvent): void {
    if (this.#down.delete(event.pointerId)) this.cancel();
  }

  #pointer(event: PointerEvent): Pointer {
    const [sx, sy] = this.#canvas.mouse.inHost(event);
    const [x, y] = toBoard(this.#canvas.camera, sx, sy);
    const { pointerId: id, button, shiftKey: shift, altKey: alt } = event;
    const free = event.ctrlKey || event.metaKey;
    return {
      id,
      sx,
      sy,
      x,
      y,
      button,
      shift,
      alt,
      free,
      finger: event.pointerType === 'touch',
      pen: event.pointerType === 'pen',
      at: event.timeStamp,
      event,
    };
  }
}

/** Whether a tool has a state of its own, which comes later than the first parts. */
function fetched(tool: Tool): boolean {
  return tool !== 'select' && tool !== 'hand' && tool !== 'comment';
}

function isOwn(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(OWN_POINTER) !== null;
}
