import { expect, test } from 'vitest';
import { boxAt } from './box';
import { topmost, zoneAt } from './hit';
import { cornerAt, nearest, onHandle } from './reach';

const card = (id: string, x: number, y: number, layer = 0) => ({ id, layer, ...boxAt(x, y, 100, 80) });

test('of cards that overlap, the one painted last is hit', () => {
  expect(topmost([card('low', 0, 0, 1), card('high', 0, 0, 7), card('middle', 0, 0, 3)])?.id).toBe('high');
  expect(topmost([])).toBeNull();
});

test('a zone inside another is the one a card lands in', () => {
  const zones = [
    { id: 'outer', ...boxAt(0, 0, 900, 900) },
    { id: 'inner', ...boxAt(100, 100, 200, 200) },
  ];
  expect(zoneAt(zones, 150, 150)?.id).toBe('inner');
  expect(zoneAt(zones, 600, 600)?.id).toBe('outer');
  expect(zoneAt(zones, -1, 5)).toBeNull();
});

test('the frame is pulled at its corners, and a thread is drawn from the middle of its sides', () => {
  const frame = boxAt(0, 0, 100, 80);
  expect(cornerAt(frame, 103, 76, 8)).toBe('se');
  expect(cornerAt(frame, -4, 4, 8)).toBe('nw');
  expect(cornerAt(frame, 50, 0, 8)).toBeNull();
  expect(onHandle(frame, 104, 44, 8)).toBe(true);
  expect(onHandle(frame, 50, 40, 8)).toBe(false);
});

test('an arrow goes to the nearest card that way, straight ahead before aside', () => {
  const from = card('from', 0, 0);
  const cards = [
    from,
    card('right', 200, 10),
    card('aside', 140, 240),
    card('below', 10, 300),
    card('left', -900, 0),
  ];
  expect(nearest(from, cards, 'right')?.id).toBe('right');
  expect(nearest(from, cards, 'down')?.id).toBe('below');
  expect(nearest(from, cards, 'left')?.id).toBe('left');
  expect(nearest(from, cards, 'up')).toBeNull();
});

test('every card of a column is reached going down', () => {
  const column = [0, 90, 200, 310].map((y, i) => card(`c${i}`, (i % 2) * 30, y));
  let at = column[0]!;
  const seen = [at.id];
  for (let next = nearest(at, column, 'down'); next; next = nearest(at, column, 'down')) {
    at = next;
    seen.push(at.id);
  }
  expect(seen).toEqual(['c0', 'c1', 'c2', 'c3']);
});
