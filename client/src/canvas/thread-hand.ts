/** Where a thread's word goes, and how a thread runs that is still being drawn. */
import type { Kind } from '../board/schema';
import type { Box, Point } from './box';
import { endHeight, type Line, lineBetween, sidesOf } from './thread';

/** The middle of the stretch that turns, which is in the gap: where the line's word goes. */
export function middleOf(line: Line): Point {
  const stretches = Array.from({ length: (line.length - 2) / 6 }, (_, i) => i * 6);
  const height = (at: number) => Math.abs(line[at + 7]! - line[at + 1]!);
  const at = stretches.reduce((best, one) => (height(one) > height(best) ? one : best));
  const half = (axis: number) =>
    (line[at + axis]! + 3 * line[at + 2 + axis]! + 3 * line[at + 4 + axis]! + line[at + 6 + axis]!) / 8;
  return [half(0), half(1)];
}

/** The line of a thread that is still being drawn: from a card to a point, or to the card it would land on. */
export function sketch(from: Box, kind: Kind, to: Box, toKind: Kind | null, gaps: readonly Point[]): Line {
  const [fromSide, toSide] = sidesOf(from, to);
  const start = {
    x: fromSide < 0 ? from.minX : from.maxX,
    y: endHeight(from, kind, fromSide, 0, 1),
    side: fromSide,
  };
  const y = toKind ? endHeight(to, toKind, toSide, 0, 1) : to.minY;
  return lineBetween(start, { x: toSide < 0 ? to.minX : to.maxX, y, side: toSide }, gaps);
}
