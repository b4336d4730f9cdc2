import { expect, test } from 'vitest';
import { byOrder, keyBetween, orderAt } from './order';

const list = (...orders: string[]) => orders.map((order, at) => ({ id: `card ${at}`, order }));

test('a key stands exactly where it was asked for', () => {
  const three = list('a0', 'a1', 'a2');
  for (const index of [0, 1, 2, 3]) {
    const order = orderAt(three, index);
    const sorted = [...three, { id: 'new', order }].sort(byOrder);
    expect(sorted.findIndex((one) => one.id === 'new')).toBe(index);
  }
});

test('a thousand cards put between the same two stay in order', () => {
  let low = 'a0';
  for (let i = 0; i < 1000; i++) {
    const key = keyBetween(low, 'a1');
    expect(key > low && key < 'a1').toBe(true);
    low = key;
  }
});

test('two people who pick the same place at once seldom get the same key', () => {
  const keys = new Set(Array.from({ length: 50 }, () => keyBetween('a0', 'a1')));
  expect(keys.size).toBeGreaterThan(40);
});

test('between equal keys nothing fits: the card goes behind all that share it', () => {
  const order = orderAt(list('a0', 'a1', 'a1', 'a1', 'a2'), 2);
  expect(order > 'a1' && order < 'a2').toBe(true);
});

test('keys that cannot be read, of an import perhaps, do not stop anyone', () => {
  expect(orderAt(list('', '!', 'zz'), 3)).toMatch(/^a/);
  expect(orderAt(list('a0', '~~'), 1) > 'a0').toBe(true);
});
