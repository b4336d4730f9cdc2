/** What a pointer reaches of a card's frame, and what lies next in a direction. Pure geometry. */
import { type Box, centreOf, type Point } from './box';

export type Corner = 'nw' | 'ne' | 'sw' | 'se';

const CORNERS: readonly Corner[] = ['nw', 'ne', 'sw', 'se'];

/** The frame's corner within reach of a point. */
export function cornerAt(frame: Box, x: number, y: number, reach: number): Corner | null {
  const [left, top] = [frame.minX, frame.minY];
  const at: Record<Corner, Point> = {
    nw: [left, top],
    ne: [frame.maxX, top],
    sw: [left, frame.maxY],
    se: [frame.maxX, frame.maxY],
  };
  return CORNERS.find((corner) => near(at[corner], x, y, reach)) ?? null;
}

/** Whether a point is on one of the two handles, left and right, that a thread is drawn from. */
export function onHandle(frame: Box, x: number, y: number, reach: number): boolean {
  const [, middle] = centreOf(frame);
  return near([frame.minX, middle], x, y, reach) || near([frame.maxX, middle], x, y, reach);
}

function near([px, py]: Point, x: number, y: number, reach: number): boolean {
  return Math.abs(x - px) <= reach && Math.abs(y - py) <= reach;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

const STEP: Record<Direction, Point> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** The nearest in a direction: ahead more than aside, and the less aside the better. */
export function nearest<T extends Box>(from: Box, others: Iterable<T>, direction: Direction): T | null {
  const [x, y] = centreOf(from);
  const [dx, dy] = STEP[direction];
  let best: T | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const other of others) {
    const [ox, oy] = centreOf(other);
    const ahead = (ox - x) * dx + (oy - y) * dy;
    const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    const cost = ahead + 2 * aside;
    if (ahead > 1 && aside <= 2 * ahead && cost < least) {
      best = other;
      least = cost;
    }
  }
  return best;
}
