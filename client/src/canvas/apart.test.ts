import { expect, test } from 'vitest';
import { apart, type Spot } from './apart';

const WINDOW = { w: 390, h: 700 };
const fits = ({ x, y, half }: Spot) => x >= half && x + half <= WINDOW.w && y >= 28 && y <= WINDOW.h;

test('plates that are wanted at one spot lie apart, in the window, the first where it was wanted', () => {
  for (const [x, y] of [
    [70, 28],
    [320, 700],
    [320, 300],
  ] as const) {
    const spots = apart(
      Array.from({ length: 8 }, (_, n) => ({ x, y, half: 40 + 4 * n })).map((spot) => ({
        ...spot,
        x: Math.min(spot.x, WINDOW.w - spot.half),
      })),
      36,
      fits,
    );
    expect(spots[0]).toMatchObject({ y });
    for (const [n, a] of spots.entries()) {
      expect(fits(a)).toBe(true);
      for (const b of spots.slice(n + 1))
        expect(Math.abs(a.x - b.x) >= a.half + b.half || Math.abs(a.y - b.y) >= 34).toBe(true);
    }
  }
});

test('plates that are far from each other stay where they are', () => {
  const wanted = [
    { x: 60, y: 100, half: 50 },
    { x: 60, y: 140, half: 50 },
    { x: 300, y: 100, half: 50 },
  ];
  expect(apart(wanted, 36, fits)).toEqual(wanted);
});
