/** A zone pulled by a corner: the opposite corner stays, its cards stay in it, and it never gets too small to use. */
import { LEAST_ZONE } from '../board/schema';
import type { Box } from './box';
import type { Corner } from './reach';

/** The box after its corner was pulled by so much. `keep`: what must stay inside, or null. */
export function stretched(box: Box, corner: Corner, dx: number, dy: number, keep: Box | null): Box {
  const least = LEAST_ZONE;
  const { minX, minY, maxX, maxY } = keep ?? {
    minX: Infinity,
    minY: Infinity,
    maxX: -Infinity,
    maxY: -Infinity,
  };
  const west = Math.min(box.minX + dx, box.maxX - least, minX);
  const east = Math.max(box.maxX + dx, box.minX + least, maxX);
  const north = Math.min(box.minY + dy, box.maxY - least, minY);
  const south = Math.max(box.maxY + dy, box.minY + least, maxY);
  return {
    minX: corner.endsWith('w') ? west : box.minX,
    maxX: corner.endsWith('e') ? east : box.maxX,
    minY: corner.startsWith('n') ? north : box.minY,
    maxY: corner.startsWith('s') ? south : box.maxY,
  };
}
