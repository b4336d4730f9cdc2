import { expect, test } from 'vitest';
import { type Box, boxAt } from './box';
import { Index, Margin } from './cull';

test('only what touches the window is found', () => {
  const index = new Index<Box & { name: string }>();
  index.addAll([
    { ...boxAt(0, 0, 10, 10), name: 'in' },
    { ...boxAt(95, 95, 10, 10), name: 'half in' },
    { ...boxAt(200, 0, 10, 10), name: 'out' },
  ]);
  const names = index.within(boxAt(0, 0, 100, 100)).map(({ name }) => name);
  expect(names.sort()).toEqual(['half in', 'in']);
});

test('what moved is found where it is now, and no more where it was', () => {
  const index = new Index<Box>();
  const card = boxAt(0, 0, 10, 10);
  index.add(card);
  index.change(card, boxAt(500, 500, 20, 20));
  expect(index.at(5, 5)).toEqual([]);
  expect(index.at(515, 515)).toEqual([card]);
  index.remove(card);
  expect(index.at(515, 515)).toEqual([]);
});

test('a small pan mounts nothing; leaving the margin does', () => {
  const margin = new Margin();
  expect(margin.outgrown(boxAt(0, 0, 1000, 800))).toEqual(boxAt(-250, -250, 1500, 1300));
  expect(margin.outgrown(boxAt(200, 100, 1000, 800))).toBeNull();
  expect(margin.outgrown(boxAt(300, 0, 1000, 800))).not.toBeNull();
});

test('zooming in far mounts less again', () => {
  const margin = new Margin();
  margin.outgrown(boxAt(0, 0, 4000, 3200));
  expect(margin.outgrown(boxAt(1000, 1000, 1000, 800))).toEqual(boxAt(750, 750, 1500, 1300));
});

test('after forgetting, the next look mounts anew', () => {
  const margin = new Margin();
  margin.outgrown(boxAt(0, 0, 100, 100));
  margin.forget();
  expect(margin.outgrown(boxAt(0, 0, 100, 100))).not.toBeNull();
});
