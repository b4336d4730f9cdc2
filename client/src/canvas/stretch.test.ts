import { expect, test } from 'vitest';
import { boxAt } from './box';
import { stretched } from './stretch';

const ZONE = boxAt(100, 100, 500, 600);

test('a corner goes where it is pulled and the opposite one stays', () => {
  expect(stretched(ZONE, 'se', 40, -30, null)).toEqual(boxAt(100, 100, 540, 570));
  expect(stretched(ZONE, 'nw', 40, -30, null)).toEqual(boxAt(140, 70, 460, 630));
  expect(stretched(ZONE, 'ne', 40, -30, null)).toEqual(boxAt(100, 70, 540, 630));
  expect(stretched(ZONE, 'sw', 40, -30, null)).toEqual(boxAt(140, 100, 460, 570));
});

test('a zone is never pulled too small to use', () => {
  expect(stretched(ZONE, 'se', -9_000, -9_000, null)).toEqual(boxAt(100, 100, 240, 240));
  expect(stretched(ZONE, 'nw', 9_000, 9_000, null)).toEqual(boxAt(360, 460, 240, 240));
});

test('cards that lie in the zone stay in it', () => {
  const cards = boxAt(150, 200, 400, 450);
  expect(stretched(ZONE, 'se', -400, -400, cards)).toEqual(boxAt(100, 100, 450, 550));
  expect(stretched(ZONE, 'nw', 400, 400, cards)).toEqual(boxAt(150, 200, 450, 500));
});
