/**
 * A way for a thread round the words that zones have on the floor: headings, questions, the invitation in an empty one.
 *
 * Where the usual line (thread.ts) would cross such words, a way is looked for along the edges of all words near it,
 * level and upright, as short and with as few turns as can be; its corners are then rounded so little that they keep off
 * the words they go round. The grid of edges holds a way wherever there is one with room enough, so a thread crosses
 * words only where nothing else is left. Cards need no way round them: they lie over threads.
 */
import type { Box, Point } from './box';
import type { End, Line } from './thread';

/** Words keep this much room around them. */
const ROOM = 10;
/** A line leaves a card by this much before it turns. */
const STUB = 18;
/** Rounder, a corner would cut into the room of the words it goes round: a quarter circle is 0.41 of this off. */
const ROUND = 24;
/** A turn is worth a detour of so much. */
const TURN = 60;
/** Words further off than this from both ends are not looked at: round them there is always a shorter way. */
const NEAR = 900;

/** The line as it is, or one that crosses no words; as it is where there is no way round. */
export function detoured(line: Line, a: End, b: End, words: readonly Box[]): Line {
  const near = words.filter((box) => !within(box, a) && !within(box, b));
  if (!near.some((box) => crosses(line, box))) return line;
  return around(a, b, near) ?? line;
}

/** Whether a line goes through a box. */
export function crosses(line: Line, box: Box): boolean {
  let [x, y] = [line[0]!, line[1]!];
  for (let at = 2; at < line.length; at += 6) {
    const [x3, y3] = [line[at + 4]!, line[at + 5]!];
    const xs = [x, line[at]!, line[at + 2]!, x3];
    const ys = [y, line[at + 1]!, line[at + 3]!, y3];
    const off =
      Math.min(...xs) >= box.maxX ||
      Math.max(...xs) <= box.minX ||
      Math.min(...ys) >= box.maxY ||
      Math.max(...ys) <= box.minY;
    if (!off && curveCrosses(xs, ys, box)) return true;
    [x, y] = [x3, y3];
  }
  return false;
}

const PIECES = 24;

function curveCrosses(xs: readonly number[], ys: readonly number[], box: Box): boolean {
  let before: Point = [xs[0]!, ys[0]!];
  for (let n = 1; n <= PIECES; n++) {
    const point: Point = [bezier(xs, n / PIECES), bezier(ys, n / PIECES)];
    if (pieceCrosses(before, point, box)) return true;
    before = point;
  }
  return false;
}

function bezier([a, b, c, d]: readonly number[], t: number): number {
  const s = 1 - t;
  return s * s * s * a! + 3 * s * s * t * b! + 3 * s * t * t * c! + t * t * t * d!;
}

/** Liang and Barsky: the share of the piece that is inside. */
function pieceCrosses([x, y]: Point, [x2, y2]: Point, { minX, minY, maxX, maxY }: Box): boolean {
  let [from, to] = [0, 1];
  for (const [step, low, high] of [
    [x2 - x, minX - x, maxX - x],
    [y2 - y, minY - y, maxY - y],
  ] as const) {
    if (step === 0) {
      if (low >= 0 || high <= 0) return false;
      continue;
    }
    const [enter, leave] = step > 0 ? [low / step, high / step] : [high / step, low / step];
    from = Math.max(from, enter);
    to = Math.min(to, leave);
    if (from >= to) return false;
  }
  return true;
}

function within(box: Box, { x, y }: End): boolean {
  return x > box.minX && x < box.maxX && y > box.minY && y < box.maxY;
}

/** The shortest way with few turns, or null. */
function around(a: End, b: End, words: readonly Box[]): Line | null {
  const start: Point = [a.x + a.side * STUB, a.y];
  const end: Point = [b.x + b.side * STUB, b.y];
  const [left, right] = [Math.min(a.x, b.x) - NEAR, Math.max(a.x, b.x) + NEAR];
  const [top, bottom] = [Math.min(a.y, b.y) - NEAR, Math.max(a.y, b.y) + NEAR];
  const blocks = words
    .filter((box) => box.maxX > left && box.minX < right && box.maxY > top && box.minY < bottom)
    .map(({ minX, minY, maxX, maxY }) => ({
      minX: minX - ROOM,
      minY: minY - ROOM,
      maxX: maxX + ROOM,
      maxY: maxY + ROOM,
    }));
  const xs = lines(
    [start[0], end[0]],
    blocks.flatMap(({ minX, maxX }) => [minX, maxX]),
  );
  const ys = lines(
    [start[1], end[1]],
    blocks.flatMap(({ minY, maxY }) => [minY, maxY]),
  );
  const way = search(xs, ys, blocks, start, end);
  return way && rounded([[a.x, a.y], ...way, [b.x, b.y]]);
}

function lines(ends: readonly number[], edges: readonly number[]): number[] {
  return [...new Set([...ends, ...edges])].sort((one, other) => one - other);
}

const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** A*, where a place and the direction it was come to from make one state. */
function search(
  xs: readonly number[],
  ys: readonly number[],
  blocks: readonly Box[],
  start: Point,
  end: Point,
): Point[] | null {
  const w = xs.length;
  const at = (i: number, j: number, way: number) => (j * w + i) * 4 + way;
  const goal = [xs.indexOf(end[0]), ys.indexOf(end[1])] as const;
  const cost = new Map<number, number>();
  const from = new Map<number, number>();
  const open = new Heap();
  const rest = (i: number, j: number) => Math.abs(xs[i]! - end[0]) + Math.abs(ys[j]! - end[1]);
  const [si, sj] = [xs.indexOf(start[0]), ys.indexOf(start[1])];
  for (let way = 0; way < 4; way += 2) {
    cost.set(at(si, sj, way), 0);
    open.push(at(si, sj, way), rest(si, sj));
  }
  for (let state = open.pop(); state !== null; state = open.pop()) {
    const way = state % 4;
    const place = (state - way) / 4;
    const [i, j] = [place % w, Math.floor(place / w)];
    if (i === goal[0] && j === goal[1]) return walked(state, from, w, xs, ys);
    for (const [turn, [di, dj]] of STEPS.entries()) {
      const [ni, nj] = [i + di, j + dj];
      const [x, y] = [xs[ni], ys[nj]];
      if (x === undefined || y === undefined || (turn + 2) % 4 === way) continue;
      const [x0, y0] = [xs[i]!, ys[j]!];
      if (blocks.some((box) => pieceCrosses([x0, y0], [x, y], box))) continue;
      const paid = cost.get(state)! + Math.abs(x - x0) + Math.abs(y - y0) + (turn === way ? 0 : TURN);
      const next = at(ni, nj, turn);
      if (paid >= (cost.get(next) ?? Number.POSITIVE_INFINITY)) continue;
      cost.set(next, paid);
      from.set(next, state);
      open.push(next, paid + rest(ni, nj));
    }
  }
  return null;
}

function walked(
  last: number,
  from: ReadonlyMap<number, number>,
  w: number,
  xs: readonly number[],
  ys: readonly number[],
): Point[] {
  const points: Point[] = [];
  for (let state: number | undefined = last; state !== undefined; state = from.get(state)) {
    const place = Math.floor(state / 4);
    points.push([xs[place % w]!, ys[Math.floor(place / w)]!]);
  }
  return points.reverse();
}

/** Straight pieces as curves like the others, and rounded corners between them. */
function rounded(points: readonly Point[]): Line {
  const bends = points.filter((point, n) => n === 0 || n === points.length - 1 || turns(points, n, point));
  const line: number[] = [...bends[0]!];
  let here = bends[0]!;
  for (let n = 1; n < bends.length; n++) {
    const corner = bends[n]!;
    const next = bends[n + 1];
    const back = next ? Math.min(ROUND, distance(bends[n - 1]!, corner) / 2, distance(corner, next) / 2) : 0;
    const before = towards(corner, here, back);
    line.push(...straight(here, before));
    here = before;
    if (!next || !back) continue;
    const after = towards(corner, next, back);
    const [inner, outer] = [towards(corner, before, back * 0.45), towards(corner, after, back * 0.45)];
    line.push(...inner, ...outer, ...after);
    here = after;
  }
  return line;
}

function turns(points: readonly Point[], n: number, [x, y]: Point): boolean {
  const [[ax, ay], [bx, by]] = [points[n - 1]!, points[n + 1]!];
  return !((ax === x && x === bx) || (ay === y && y === by));
}

function straight([x, y]: Point, [x2, y2]: Point): number[] {
  return [x + (x2 - x) / 3, y + (y2 - y) / 3, x2 - (x2 - x) / 3, y2 - (y2 - y) / 3, x2, y2];
}

function towards(from: Point, to: Point, by: number): Point {
  const far = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * by) / far, from[1] + ((to[1] - from[1]) * by) / far];
}

function distance([x, y]: Point, [x2, y2]: Point): number {
  return Math.hypot(x2 - x, y2 - y);
}

/** The cheapest first. */
class Heap {
  readonly #items: { readonly state: number; readonly cost: number }[] = [];

  push(state: number, cost: number): void {
    const items = this.#items;
    let at = items.push({ state, cost }) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (items[up]!.cost <= cost) break;
      items[at] = items[up]!;
      at = up;
    }
    items[at] = { state, cost };
  }

  pop(): number | null {
    const items = this.#items;
    const [top] = items;
    const last = items.pop();
    if (!top || !last) return null;
    if (items.length) this.#sink(last);
    return top.state;
  }

  #sink(last: { readonly state: number; readonly cost: number }): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down + 1 < items.length && items[down + 1]!.cost < items[down]!.cost) down++;
      if (down >= items.length || items[down]!.cost >= last.cost) break;
      items[at] = items[down]!;
      at = down;
    }
    items[at] = last;
  }
}
