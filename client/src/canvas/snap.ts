/** Where dragged cards catch: an edge or middle level with another card's, or the same gap as between two neighbours. */
import type { Box } from './box';

/** A line shown while the cards keep to it, in board units. */
export interface Guide {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface Snap {
  readonly dx: number;
  readonly dy: number;
  readonly guides: readonly Guide[];
}

/** A box along one axis: its two ends, and its two sides across. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

const across = ({ minX, maxX, minY, maxY }: Box): Span => ({ from: minX, to: maxX, low: minY, high: maxY });
const down = ({ minX, maxX, minY, maxY }: Box): Span => ({ from: minY, to: maxY, low: minX, high: maxX });

const stops = ({ from, to }: Span): number[] => [from, (from + to) / 2, to];

/** How far to shift the box so that it catches, each way by itself; nothing further off than `reach` catches. */
export function snapped(box: Box, others: readonly Box[], reach: number): Snap {
  const [x, y] = [across, down].map((turn) => catching(turn(box), others.map(turn), reach));
  const [dx, dy] = [x!.by, y!.by];
  const columns = level(moved(across(box), dx, dy), others.map(across), x!.caught);
  const rows = level(moved(down(box), dy, dx), others.map(down), y!.caught);
  return {
    dx,
    dy,
    guides: [
      ...columns.map(({ at, low, high }) => ({ x1: at, y1: low, x2: at, y2: high })),
      ...rows.map(({ at, low, high }) => ({ x1: low, y1: at, x2: high, y2: at })),
    ],
  };
}

function moved({ from, to, low, high }: Span, by: number, aside: number): Span {
  return { from: from + by, to: to + by, low: low + aside, high: high + aside };
}

/** The least shift that puts a stop of ours on a stop of theirs, or makes equal gaps. */
function catching(mine: Span, others: readonly Span[], reach: number): { by: number; caught: boolean } {
  let by = Number.POSITIVE_INFINITY;
  const take = (shift: number) => {
    if (Math.abs(shift) < Math.abs(by)) by = shift;
  };
  for (const other of others)
    for (const theirs of stops(other)) for (const ours of stops(mine)) take(theirs - ours);
  for (const shift of gapShifts(mine, others)) take(shift);
  return Math.abs(by) <= reach ? { by, caught: true } : { by: 0, caught: false };
}

/** Shifts after which the gap to a neighbour in our row is the gap between that neighbour and its own. */
function* gapShifts(mine: Span, others: readonly Span[]): Iterable<number> {
  const row = others.filter(({ low, high }) => low < mine.high && high > mine.low);
  const before = row.filter(({ to }) => to <= mine.from + 1).sort((a, b) => b.to - a.to);
  const after = row.filter(({ from }) => from >= mine.to - 1).sort((a, b) => a.from - b.from);
  const [left, beyondLeft] = [before[0], before.find(({ to }) => to <= (before[0]?.from ?? 0))];
  const [right, beyondRight] = [after[0], after.find(({ from }) => from >= (after[0]?.to ?? 0))];
  if (left && beyondLeft) yield left.to + (left.from - beyondLeft.to) - mine.from;
  if (right && beyondRight) yield right.from - (beyondRight.from - right.to) - mine.to;
  if (left && right) yield (left.to + right.from) / 2 - (mine.from + mine.to) / 2;
}

/** The lines that the box now shares with others, each as long as all that lie on it. */
function level(
  mine: Span,
  others: readonly Span[],
  caught: boolean,
): { at: number; low: number; high: number }[] {
  if (!caught) return [];
  const lines = stops(mine).map((at) => {
    const on = others.filter((other) => stops(other).some((stop) => Math.abs(stop - at) < 0.5));
    const all = [mine, ...on];
    const ends = [Math.min(...all.map(({ low }) => low)), Math.max(...all.map(({ high }) => high))] as const;
    return on.length ? { at, low: ends[0], high: ends[1] } : null;
  });
  // Between two level edges the middle says nothing more, and would run through words.
  if (lines[0] && lines[2]) lines[1] = null;
  return lines.filter((line) => line !== null);
}
