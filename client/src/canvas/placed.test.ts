import { expect, test } from 'vitest';
import type { CardView } from '../board/schema';
import { Placement } from './placed';

const card = (id: string, pos: [number, number, number], size: [number, number] = [100, 80]): CardView => ({
  id,
  kind: 'note',
  zone: null,
  pos,
  size,
  order: 'a0',
  text: '',
  fields: {},
  tags: [],
  author: null,
  department: null,
  created: 0,
  locked: false,
  hidden: false,
  label: '',
});

function placement(...cards: CardView[]): Placement {
  const placement = new Placement();
  placement.fill(cards);
  return placement;
}

test('a card is found where it was put, also after it moved and after it grew', () => {
  const cards = placement(card('a', [0, 0, 1]));
  const a = cards.get('a')!;
  cards.update(a, card('a', [500, 0, 1]), false);
  expect(cards.index.at(50, 40)).toEqual([]);
  expect(cards.index.at(550, 40)).toEqual([a]);
  cards.size(a, 100, 300);
  expect(cards.index.at(550, 290)).toEqual([a]);
  expect([...cards.moved]).toEqual(['a']);
});

test('what someone else moved glides there and arrives', () => {
  const cards = placement(card('a', [0, 0, 1]));
  const a = cards.get('a')!;
  cards.update(a, card('a', [200, 0, 1]), true);
  expect(a.x).toBe(0);
  expect(cards.glide(16)).toBe(true);
  expect(a.x).toBeGreaterThan(0);
  expect(a.x).toBeLessThan(200);
  for (let frame = 0; frame < 60 && cards.glide(16); frame++);
  expect([a.x, a.y]).toEqual([200, 0]);
  expect(cards.glide(16)).toBe(false);
});

test('a card in my hand stays in my hand, whatever the board says of its place', () => {
  const cards = placement(card('a', [0, 0, 1]));
  const a = cards.get('a')!;
  a.lifted = true;
  cards.put(a, 40, 40);
  cards.update(a, card('a', [900, 900, 2]), true);
  cards.glide(1000);
  expect([a.x, a.y]).toEqual([40, 40]);
  expect(a.layer).toBe(2);
});

test('a card sent across the board does not fly over it', () => {
  const cards = placement(card('a', [0, 0, 1]));
  cards.update(cards.get('a')!, card('a', [9000, 0, 1]), true);
  expect(cards.get('a')!.x).toBe(9000);
});

test('a removed card is nowhere', () => {
  const cards = placement(card('a', [0, 0, 1]));
  cards.remove(cards.get('a')!);
  expect(cards.index.at(50, 40)).toEqual([]);
  expect(cards.get('a')).toBeUndefined();
});
