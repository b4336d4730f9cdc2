import { expect, test } from 'vitest';
import { laidOut } from './tidy';

const zone = { pos: [100, 200, 0], size: [480, 300] } as const;
const tile = (id: string, w: number, h: number) => ({ id, w, h });

test('cards lie in rows in their order, below the heading, and none lies over another', () => {
  const tiles = [tile('a', 192, 150), tile('b', 192, 90), tile('c', 250, 120), tile('d', 192, 60)];
  const { spots, height } = laidOut(zone, tiles);
  expect(spots.map(({ x, y }) => [x, y])).toEqual([
    [116, 260],
    [324, 260],
    [116, 426],
    [116, 562],
  ]);
  const boxes = spots.map(({ x, y }, n) => ({ x, y, ...tiles[n]! }));
  for (const [n, a] of boxes.entries())
    for (const b of boxes.slice(n + 1))
      expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).toBe(false);
  expect(height).toBe(562 + 60 + 16 - 200);
});

test('a card wider than the zone has a row of its own; a zone that is large enough keeps its size', () => {
  const { spots, height } = laidOut(zone, [tile('a', 700, 40), tile('b', 100, 40)]);
  expect(spots[1]).toEqual({ id: 'b', x: 116, y: 316 });
  expect(height).toBe(300);
});
