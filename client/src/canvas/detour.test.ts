import { expect, test } from 'vitest';
import { type Box, boxAt } from './box';
import { crosses, detoured } from './detour';
import { boxOf, type End, gapsOf, lineBetween, sidesOf } from './thread';

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Zones in rows with gaps between them, each with a heading and some with an invitation; cards in them and beside. */
function board(seed: number) {
  const pick = random(seed);
  const [zones, words, cards]: [Box[], Box[], Box[]] = [[], [], []];
  for (let row = 0, y = 0; row < 1 + pick(3); row++) {
    for (let column = 0, x = 0; column < 2 + pick(4); column++) {
      const [w, h] = [260 + pick(700), 200 + pick(600)];
      const zone = boxAt(x, y + pick(40), w, h);
      zones.push(zone);
      words.push(boxAt(zone.minX, zone.minY, w, 50));
      if (pick(3) === 0) words.push(boxAt(zone.minX, zone.minY + 50, Math.min(w, 380), 40 + pick(50)));
      else
        for (let n = 0; n < 3; n++)
          cards.push(boxAt(zone.minX + 16 + pick(w - 230), zone.minY + 60 + pick(h - 100), 190, 120));
      x += w + 30 + pick(60);
    }
    y += 900;
  }
  for (let n = 0; n < 3; n++) cards.push(boxAt(pick(3_000) - 400, pick(2_600) - 300, 190, 120));
  return { zones, words, cards, pick };
}

function ends(a: Box, b: Box): [End, End] {
  const [one, other] = sidesOf(a, b);
  const end = (box: Box, side: -1 | 1): End => ({
    x: side < 0 ? box.minX : box.maxX,
    y: box.minY + 22,
    side,
  });
  return [end(a, one), end(b, other)];
}

/** Whether there is a way with room enough, found without any of the router's ideas: water on a fine grid. */
function floods(a: End, b: End, words: readonly Box[]): boolean {
  const [step, room] = [8, 14];
  const wet = (x: number, y: number) =>
    !words.some((w) => x > w.minX - room && x < w.maxX + room && y > w.minY - room && y < w.maxY + room);
  const [ax, bx] = [a.x + a.side * 18, b.x + b.side * 18];
  const [left, top] = [Math.min(ax, bx) - 500, Math.min(a.y, b.y) - 500];
  const [w, h] = [
    Math.ceil((Math.max(ax, bx) + 500 - left) / step),
    Math.ceil((Math.max(a.y, b.y) + 500 - top) / step),
  ];
  const cell = (x: number, y: number) => Math.round((y - top) / step) * w + Math.round((x - left) / step);
  if (
    ![
      [a.x, a.y],
      [ax, a.y],
      [b.x, b.y],
      [bx, b.y],
    ].every(([x, y]) => wet(x!, y!))
  )
    return false;
  const seen = new Set([cell(ax, a.y)]);
  const goal = cell(bx, b.y);
  for (const at of seen) {
    if (at === goal) return true;
    const [i, j] = [at % w, Math.floor(at / w)];
    for (const [di, dj] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const [ni, nj] = [i + di, j + dj];
      if (ni < 0 || nj < 0 || ni >= w || nj >= h) continue;
      if (wet(left + ni * step, top + nj * step)) seen.add(nj * w + ni);
    }
  }
  return false;
}

test('no thread of a random board crosses words where there is a way round them', () => {
  let [usual, wrong, free] = [0, 0, 0];
  for (let seed = 1; seed <= 30; seed++) {
    const { zones, words, cards, pick } = board(seed);
    for (let n = 0; n < 12; n++) {
      const [a, b] = [cards[pick(cards.length)]!, cards[pick(cards.length)]!];
      if (a === b) continue;
      const [from, to] = ends(a, b);
      const line = lineBetween(from, to, gapsOf(zones));
      const hits = words.some((box) => crosses(line, box));
      if (!hits || !floods(from, to, words)) continue;
      free++;
      const way = detoured(line, from, to, words);
      if (way === line) usual++;
      if (words.some((box) => crosses(way, box))) wrong++;
      expect([way[0], way[1], way.at(-2), way.at(-1)], `seed ${seed}`).toEqual([from.x, from.y, to.x, to.y]);
      expect((way.length - 2) % 6).toBe(0);
    }
  }
  expect(free).toBeGreaterThan(60);
  expect({ usual, wrong }).toEqual({ usual: 0, wrong: 0 });
});

test('a line that crosses nothing stays as it is, and one that has no way round does too', () => {
  const [a, b]: [End, End] = [
    { x: 0, y: 0, side: 1 },
    { x: 600, y: 0, side: -1 },
  ];
  const line = lineBetween(a, b, []);
  expect(detoured(line, a, b, [boxAt(100, 40, 50, 50)])).toBe(line);
  const shut = [
    boxAt(10, -500, 20, 1000),
    boxAt(-60, -500, 80, 40),
    boxAt(-60, 460, 80, 40),
    boxAt(-60, -500, 20, 1000),
  ];
  expect(detoured(line, a, b, shut)).toBe(line);
});

test('a way round is not longer than it needs to be', () => {
  const [a, b]: [End, End] = [
    { x: 0, y: 0, side: 1 },
    { x: 600, y: 0, side: -1 },
  ];
  const way = detoured(lineBetween(a, b, []), a, b, [boxAt(250, -30, 100, 400)]);
  expect(boxOf(way)).toEqual({ minX: 0, maxX: 600, minY: -40, maxY: 0 });
});
