import { expect, test } from 'vitest';
import { aligned, distributed } from './align';
import { boxAt } from './box';

const piece = (id: string, x: number, y: number, w: number, h: number) => ({ id, ...boxAt(x, y, w, h) });
const three = [piece('a', 0, 0, 100, 50), piece('b', 50, 200, 20, 80), piece('c', 400, 90, 100, 50)];

test('edges and middles are those of all together', () => {
  expect(aligned(three, 'left').map(({ x }) => x)).toEqual([0, 0, 0]);
  expect(aligned(three, 'right').map(({ x }) => x)).toEqual([400, 480, 400]);
  expect(aligned(three, 'centre').map(({ x }) => x)).toEqual([200, 240, 200]);
  expect(aligned(three, 'bottom').map(({ y }) => y)).toEqual([230, 200, 230]);
  expect(aligned(three, 'top').map(({ x }) => x)).toEqual([0, 50, 400]);
});

test('equal gaps between the first and the last, which stay', () => {
  const spots = distributed(three, 'across');
  expect(spots).toEqual([
    { id: 'a', x: 0, y: 0 },
    { id: 'b', x: 240, y: 200 },
    { id: 'c', x: 400, y: 90 },
  ]);
});

test('two have nothing between them', () => {
  expect(distributed(three.slice(0, 2), 'down')).toEqual([]);
});
