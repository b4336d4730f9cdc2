import { expect, test } from 'vitest';
import type { Box } from './box';
import { Mosaic } from './mosaic';

const at = (minX: number): Box => ({ minX, minY: 0, maxX: minX + 10, maxY: 10 });
const always = () => true;

function laid(...items: Box[]): Mosaic<Box> {
  const mosaic = new Mosaic<Box>();
  mosaic.take(new Set(items), always, 0);
  mosaic.settle(1_000);
  for (const square of mosaic.squares.values()) square.stale = false;
  return mosaic;
}

const stale = (mosaic: Mosaic<Box>) => [...mosaic.squares.values()].filter((square) => square.stale).length;

test('r691 moving one thing draws its square anew once, however long it moves', () => {
  const [one, far] = [at(0), at(9_000)];
  const mosaic = laid(one, far);
  mosaic.take(new Set([one]), always, 1_000);
  expect(stale(mosaic)).toBe(1);
  for (const square of mosaic.squares.values()) square.stale = false;
  for (let now = 1_016; now < 2_000; now += 16) {
    mosaic.take(new Set([one]), always, now);
    expect(mosaic.settle(now)).toBe(false);
  }
  expect(stale(mosaic)).toBe(0);
  expect([...mosaic.moving.keys()]).toEqual([one]);
});

test('r691 what has come to rest is on the square where it lies now', () => {
  const one = at(0);
  const mosaic = laid(one);
  Object.assign(one, at(5_000));
  mosaic.take(new Set([one]), always, 0);
  expect(mosaic.settle(500)).toBe(true);
  expect(mosaic.moving.size).toBe(0);
  expect([...mosaic.squares].map(([key, { items }]) => [key, items.size])).toEqual([
    ['0,0', 0],
    ['2,0', 1],
  ]);
});

test('r691 what is gone is on no square and does not move', () => {
  const one = at(0);
  const mosaic = laid(one);
  mosaic.take(new Set([one]), () => false, 0);
  mosaic.settle(1_000);
  expect(mosaic.moving.size).toBe(0);
  expect([...mosaic.squares.values()].map(({ items }) => items.size)).toEqual([0]);
});

test('r691 a whole board that comes at once is laid down at once', () => {
  const mosaic = new Mosaic<Box>();
  mosaic.take(new Set(Array.from({ length: 1_000 }, (_, n) => at(n * 10))), always, 0);
  expect(mosaic.moving.size).toBe(0);
  expect([...mosaic.squares.values()].reduce((all, { items }) => all + items.size, 0)).toBe(1_000);
});
