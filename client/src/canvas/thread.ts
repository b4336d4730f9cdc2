/**
 * How a thread runs: out of one card's side, level until it nears the gap between two zones, through the gap,
 * level again into the other card. Nothing is written in the gaps, so no thread ever crosses words.
 */
import type { Kind, ThreadKind } from '../board/schema';
import { around, type Box, type Point } from './box';

/** x0, y0, then for each stretch the two control points and the end of a cubic curve. */
export type Line = readonly number[];

export type Side = -1 | 1;

export interface End {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

/** How far from the gap's middle a thread begins to turn. */
const TURN = 130;
/** How far a thread bows out that comes back to the side it left from. */
const BOW = 44;
/** A card's head is this high: the first thread ends at its middle. */
const HEAD = 22;
/** Cards nearer than this have no room between them for a thread to turn. */
const ROOM = 16;

/** Strips of floor that no zone stands on, left to right. */
export function gapsOf(zones: Iterable<Box>): Point[] {
  const spans = [...zones].map(({ minX, maxX }): Point => [minX, maxX]).sort(([a], [b]) => a - b);
  const gaps: Point[] = [];
  let end = spans[0]?.[1] ?? 0;
  for (const [from, to] of spans) {
    if (from > end) gaps.push([end, from]);
    end = Math.max(end, to);
  }
  return gaps;
}

/** Where to turn between two places: in the gap nearest to the middle, else in the middle. */
export function turnBetween(gaps: readonly Point[], from: number, to: number): number {
  const middle = (from + to) / 2;
  const centres = gaps.map(([a, b]) => (a + b) / 2).filter((x) => x > from && x < to);
  const nearest = (best: number, x: number) => (Math.abs(x - middle) < Math.abs(best - middle) ? x : best);
  return centres.length ? centres.reduce(nearest) : middle;
}

/** Which side of each card a thread leaves from: facing sides, or both left where one is above the other. */
export function sidesOf(a: Box, b: Box): readonly [Side, Side] {
  if (b.minX - a.maxX >= ROOM) return [1, -1];
  if (a.minX - b.maxX >= ROOM) return [-1, 1];
  return [-1, -1];
}

/** Height of a side's nth of `count` ends. The first is level with the head; a challenge's left one is its tip. */
export function endHeight(box: Box, kind: Kind, side: Side, nth: number, count: number): number {
  const height = box.maxY - box.minY;
  if (kind === 'challenge' && side < 0) return box.minY + height / 2;
  const first = kind === 'touchpoint' && side < 0 ? HEAD * 2 : HEAD;
  const step = Math.min(90, (height - first - HEAD / 2) / Math.max(1, count - 1));
  return box.minY + Math.min(first, height / 2) + nth * Math.max(0, step);
}

/** Threads of one kind that leave a side in one direction share an end. */
export function endKey(kind: ThreadKind, outward: boolean): string {
  return outward ? kind : `${kind} here`;
}

/** The line between two ends. */
export function lineBetween(a: End, b: End, gaps: readonly Point[]): Line {
  if (a.side === b.side) return bowed(a, b);
  return a.side === 1 ? turned(a, b, gaps) : backwards(turned(b, a, gaps));
}

function turned(a: End, b: End, gaps: readonly Point[]): Line {
  const turn = turnBetween(gaps, a.x, b.x);
  const near = Math.max(a.x, turn - TURN);
  const far = Math.min(b.x, turn + TURN);
  const start = near > a.x ? [a.x, a.y, ...level(a.x, near, a.y)] : [a.x, a.y];
  const end = far < b.x ? level(far, b.x, b.y) : [];
  return [...start, turn, a.y, turn, b.y, far, b.y, ...end];
}

/** A level stretch, as a curve like the others. */
function level(from: number, to: number, y: number): number[] {
  return [from + (to - from) / 3, y, to - (to - from) / 3, y, to, y];
}

function bowed(a: End, b: End): Line {
  const out = a.side < 0 ? Math.min(a.x, b.x) - BOW : Math.max(a.x, b.x) + BOW;
  const lean = Math.sign(b.y - a.y) * Math.min(60, Math.abs(b.y - a.y) / 3);
  return [a.x, a.y, out, a.y + lean, out, b.y - lean, b.x, b.y];
}

function backwards(line: Line): Line {
  const back: number[] = [];
  for (let at = line.length - 2; at >= 0; at -= 2) back.push(line[at]!, line[at + 1]!);
  return back;
}

/** A box the line never leaves. */
export function boxOf(line: Line): Box {
  const points: Box[] = [];
  for (let at = 0; at < line.length; at += 2) {
    const [x, y] = [line[at]!, line[at + 1]!];
    points.push({ minX: x, minY: y, maxX: x, maxY: y });
  }
  return around(points)!;
}
