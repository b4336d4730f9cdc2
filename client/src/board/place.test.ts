import { expect, test } from 'vitest';
import { freeSpot } from './place';
import type { CardView, ZoneView } from './schema';

const ZONE: ZoneView = {
  id: 'z',
  title: '',
  prompt: '',
  kinds: [],
  pos: [0, 0, 0],
  size: [300, 400],
  locked: false,
  order: 'a',
};
const SIZE = [192, 120] as const;

function card(x: number, y: number): CardView {
  return { pos: [x, y, 0], size: SIZE } as unknown as CardView;
}

/** Put cards into the zone one after another, as one who taps Add does. */
function dealt(zone: ZoneView, count: number): CardView[] {
  const cards: CardView[] = [];
  for (let n = 0; n < count; n++) cards.push(card(...freeSpot(zone, cards, SIZE)));
  return cards;
}

test('an empty zone takes its first card under its heading', () => {
  expect(freeSpot(ZONE, [], SIZE)).toEqual([16, 60]);
});

test('a free spot is taken before cards lie on each other', () => {
  const [a, b] = dealt(ZONE, 2);
  expect([a!.pos[1], b!.pos[1]]).toEqual([60, 204]);
});

test('r182 however full a zone is, the next card lies in it', () => {
  for (const { pos } of dealt(ZONE, 40)) {
    expect(pos[0]).toBeGreaterThanOrEqual(ZONE.pos[0]);
    expect(pos[1]).toBeGreaterThanOrEqual(ZONE.pos[1]);
    expect(pos[0] + SIZE[0]).toBeLessThanOrEqual(ZONE.pos[0] + ZONE.size[0]);
    expect(pos[1] + SIZE[1]).toBeLessThanOrEqual(ZONE.pos[1] + ZONE.size[1]);
  }
});

test('r182 in a full zone no card hides the one before', () => {
  const cards = dealt(ZONE, 40);
  for (const [n, { pos }] of cards.entries())
    if (n > 0) expect(pos.slice(0, 2)).not.toEqual(cards[n - 1]!.pos.slice(0, 2));
});

test('a card outside the zones lies on none of them', () => {
  const other = { ...ZONE, pos: [-500, 100, 0] as const };
  expect(freeSpot(undefined, [], SIZE, [ZONE, other])).toEqual([-500, 516]);
  expect(freeSpot(undefined, [card(0, 900)], SIZE, [ZONE])).toEqual([0, 1036]);
});
