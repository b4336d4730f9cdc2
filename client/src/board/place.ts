/** Where there is room for one more card. */
import type { CardView, ZoneView } from './schema';

const GAP = 16;
/** Below a zone's title and prompt. */
const HEAD = 60;
const STEP = 24;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/**
 * The first free spot of a zone, row by row; in a full one, a little off its last card, never out of the zone. Outside
 * the zones, under all there is.
 */
export function freeSpot(
  zone: ZoneView | undefined,
  cards: readonly CardView[],
  size: readonly [number, number],
  zones: readonly ZoneView[] = [],
): [number, number] {
  const taken = cards.map(boxOf);
  if (!zone) return underAll([...taken, ...zones.map(boxOf)]);
  const room = roomIn(zone, size);
  for (let y = room.top; y <= room.bottom; y += STEP) {
    for (let x = room.left; x <= room.right; x += STEP) {
      if (!taken.some((box) => overlaps(box, { x, y, w: size[0], h: size[1] }))) return [x, y];
    }
  }
  return overLast(room, taken.at(-1));
}

/** Where a card's corner may be so that all of it lies in the zone; one place only where the zone is too small. */
interface Room {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function roomIn({ pos, size: [width, height] }: ZoneView, [w, h]: readonly [number, number]): Room {
  const [left, top] = [pos[0] + GAP, pos[1] + HEAD];
  const right = Math.max(left, pos[0] + width - GAP - w);
  return { left, top, right, bottom: Math.max(top, pos[1] + height - GAP - h) };
}

/** Like cards dealt onto a pile; at the zone's edge the pile begins again at its other side. */
function overLast({ left, top, right, bottom }: Room, last: Box | undefined): [number, number] {
  const [x, y] = last ? [last.x + STEP, last.y + STEP] : [left, top];
  return [x < left || x > right ? left : x, y < top || y > bottom ? top : y];
}

function underAll(taken: readonly Box[]): [number, number] {
  if (!taken.length) return [GAP, 0];
  const left = Math.min(...taken.map((box) => box.x));
  return [left, Math.max(...taken.map((box) => box.y + box.h)) + GAP];
}

function boxOf({ pos: [x, y], size: [w, h] }: CardView | ZoneView): Box {
  return { x, y, w, h };
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w + GAP && b.x < a.x + a.w + GAP && a.y < b.y + b.h + GAP && b.y < a.y + a.h + GAP;
}
