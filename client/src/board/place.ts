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

/** The first free spot of a zone, row by row; below everything in it when it is full. */
export function freeSpot(
  zone: ZoneView | undefined,
  cards: readonly CardView[],
  size: readonly [number, number],
): [number, number] {
  const taken = cards.map(boxOf);
  const [w, h] = size;
  const left = (zone?.pos[0] ?? Math.min(0, ...taken.map((box) => box.x))) + GAP;
  const top = zone ? zone.pos[1] + HEAD : Math.max(0, ...taken.map((box) => box.y + box.h + GAP));
  const right = zone ? zone.pos[0] + zone.size[0] - GAP : left + w;
  const bottom = zone ? zone.pos[1] + zone.size[1] - GAP : top + h;
  for (let y = top; y + h <= bottom; y += STEP) {
    for (let x = left; x + w <= right; x += STEP) {
      if (!taken.some((box) => overlaps(box, { x, y, w, h }))) return [x, y];
    }
  }
  return [left, Math.max(top, ...taken.map((box) => box.y + box.h + GAP))];
}

function boxOf(card: CardView): Box {
  return { x: card.pos[0], y: card.pos[1], w: card.size[0], h: card.size[1] };
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w + GAP && b.x < a.x + a.w + GAP && a.y < b.y + b.h + GAP && b.y < a.y + a.h + GAP;
}
