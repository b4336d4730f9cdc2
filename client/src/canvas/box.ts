/** Rectangles in board units, shaped so that rbush can index them as they are. */
export interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

export type Point = readonly [x: number, y: number];

export function boxAt(x: number, y: number, w: number, h: number): Box {
  return { minX: x, minY: y, maxX: x + w, maxY: y + h };
}

/** The box between two corners, given in any order. */
export function boxBetween([ax, ay]: Point, [bx, by]: Point): Box {
  return { minX: Math.min(ax, bx), minY: Math.min(ay, by), maxX: Math.max(ax, bx), maxY: Math.max(ay, by) };
}

export function centreOf(box: Box): Point {
  return [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
}

export function holds(box: Box, x: number, y: number): boolean {
  return x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;
}

export function covers(outer: Box, inner: Box): boolean {
  return holds(outer, inner.minX, inner.minY) && holds(outer, inner.maxX, inner.maxY);
}

export function overlap(a: Box, b: Box): boolean {
  return a.minX < b.maxX && b.minX < a.maxX && a.minY < b.maxY && b.minY < a.maxY;
}

export function grown(box: Box, by: number): Box {
  return { minX: box.minX - by, minY: box.minY - by, maxX: box.maxX + by, maxY: box.maxY + by };
}

/** The smallest box around all of them; null when there are none. */
export function around(boxes: Iterable<Box>): Box | null {
  let all: Box | null = null;
  for (const { minX, minY, maxX, maxY } of boxes) {
    all ??= { minX, minY, maxX, maxY };
    all.minX = Math.min(all.minX, minX);
    all.minY = Math.min(all.minY, minY);
    all.maxX = Math.max(all.maxX, maxX);
    all.maxY = Math.max(all.maxY, maxY);
  }
  return all;
}
