/**
 * Pointer tools, as a tree of named states.
 *
 *   at rest    idle · placing (a card tool) · threading (the thread tool, or from a card's handle)
 *              early (a tool that is still being fetched)
 *   gestures   idle → pointing → dragging
 *              idle → resizing · marquee · panning
 *              idle → carrying · stretching (zones, for facilitators: arrange.ts)
 *              any  → pinching (a second finger) → panning (one lifted) → at rest
 *
 * A state answers each pointer event with the state that comes next, itself to stay. Nothing is written to the board
 * until a gesture ends: what shows meanwhile is local, and others see it through presence. So letting go of a gesture
 * (Escape, a second finger, the system taking the pointer) is always `cancel`, which puts back what was shown.
 */

export interface Pointer {
  readonly id: number;
  /** Pixels from the canvas's top left corner. */
  readonly sx: number;
  readonly sy: number;
  /** On the board. */
  readonly x: number;
  readonly y: number;
  readonly button: number;
  readonly shift: boolean;
  /** Held down: what is dragged is copied. */
  readonly alt: boolean;
  /** Ctrl, or the command key, held down: nothing catches. */
  readonly free: boolean;
  readonly finger: boolean;
  readonly pen: boolean;
  /** When it was so, in milliseconds: not when the page got round to it. */
  readonly at: number;
  /** Where it was pressed down: what lies there in the page. */
  readonly on?: Element;
  /** With what the device reported since the last one, at its own rate. */
  readonly event: PointerEvent;
}

export interface State {
  readonly name: string;
  down?(pointer: Pointer): State;
  move?(pointer: Pointer): State;
  up?(pointer: Pointer): State;
  /** Let go: put back what was shown; nothing has been written. False where there was nothing to let go of. */
  cancel?(): boolean;
  /** Left for another state, however that came. */
  leave?(): void;
  /** Once a frame; true to be asked again in the next one. */
  frame?(): boolean;
}

/** A pointer has to go this far before a press becomes a drag. */
export function hasMoved(from: Pointer, to: Pointer): boolean {
  return Math.hypot(to.sx - from.sx, to.sy - from.sy) > (from.finger ? 8 : 4);
}
