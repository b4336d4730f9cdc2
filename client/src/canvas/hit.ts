/** What lies under a point. Pure geometry. */
import { type Box, holds } from './box';

export interface Layered extends Box {
  readonly id: string;
  /** Paint order: the higher lies on top. */
  readonly layer: number;
}

/** The topmost of those that hold the point. */
export function topmost<T extends Layered>(found: Iterable<T>): T | null {
  let top: T | null = null;
  for (const one of found) if (!top || one.layer >= top.layer) top = one;
  return top;
}

/** The smallest zone around a point: a zone that lies inside another comes first. */
export function zoneAt<T extends Box>(zones: Iterable<T>, x: number, y: number): T | null {
  const area = (box: Box) => (box.maxX - box.minX) * (box.maxY - box.minY);
  let best: T | null = null;
  for (const zone of zones) if (holds(zone, x, y) && (!best || area(zone) < area(best))) best = zone;
  return best;
}
