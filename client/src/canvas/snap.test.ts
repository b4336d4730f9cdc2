import { expect, test } from 'vitest';
import { boxAt } from './box';
import { snapped } from './snap';

test('an edge near another card’s edge catches, and a guide joins the two', () => {
  const { dx, dy, guides } = snapped(boxAt(103, 400, 100, 50), [boxAt(100, 0, 180, 60)], 6);
  expect([dx, dy]).toEqual([-3, 0]);
  expect(guides).toEqual([{ x1: 100, y1: 0, x2: 100, y2: 450 }]);
});

test('middles catch as edges do, each axis by itself', () => {
  const { dx, dy } = snapped(boxAt(148, 302, 100, 50), [boxAt(100, 0, 200, 60), boxAt(600, 300, 40, 50)], 6);
  expect([dx, dy]).toEqual([2, -2]);
});

test('nothing catches that is further off than the reach', () => {
  expect(snapped(boxAt(110, 400, 101, 50), [boxAt(100, 0, 300, 60)], 6)).toEqual({
    dx: 0,
    dy: 0,
    guides: [],
  });
});

test('the gap between two neighbours catches a third', () => {
  const row = [boxAt(0, 0, 100, 100), boxAt(130, 0, 111, 100)];
  expect(snapped(boxAt(268, 7, 97, 80), row, 6).dx).toBe(3);
});

test('half way between two neighbours catches', () => {
  const row = [boxAt(0, 0, 100, 100), boxAt(400, 0, 100, 100)];
  expect(snapped(boxAt(198, 13, 100, 74), row, 6).dx).toBe(2);
});
