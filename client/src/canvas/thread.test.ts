import { expect, test } from 'vitest';
import { boxAt } from './box';
import { boxOf, endHeight, gapsOf, lineBetween, sidesOf, turnBetween } from './thread';
import { middleOf, sketch } from './thread-hand';

const STORIES = boxAt(100, 0, 400, 900);
const PROBLEMS = boxAt(524, 0, 400, 900);
const IDEAS = boxAt(948, 0, 400, 450);
const COMMITMENTS = boxAt(948, 474, 400, 426);
const GAPS = gapsOf([PROBLEMS, STORIES, COMMITMENTS, IDEAS]);

test('gaps are the strips of floor that no zone stands on', () => {
  expect(GAPS).toEqual([
    [500, 524],
    [924, 948],
  ]);
  expect(gapsOf([])).toEqual([]);
  expect(gapsOf([boxAt(0, 0, 500, 10), boxAt(100, 0, 50, 10), boxAt(600, 0, 10, 10)])).toEqual([[500, 600]]);
});

test('a thread turns in the gap between its cards, else in the middle', () => {
  expect(turnBetween(GAPS, 300, 600)).toBe(512);
  expect(turnBetween(GAPS, 300, 1000)).toBe(512);
  expect(turnBetween(GAPS, 120, 480)).toBe(300);
});

test('cards beside each other are tied at facing sides, cards above each other both at the left', () => {
  expect(sidesOf(boxAt(0, 0, 100, 80), boxAt(300, 0, 100, 80))).toEqual([1, -1]);
  expect(sidesOf(boxAt(300, 0, 100, 80), boxAt(0, 0, 100, 80))).toEqual([-1, 1]);
  expect(sidesOf(boxAt(0, 0, 100, 80), boxAt(40, 200, 100, 80))).toEqual([-1, -1]);
});

test('a line begins and ends at its ends, drawn either way round', () => {
  const a = { x: 300, y: 50, side: 1 } as const;
  const b = { x: 600, y: 400, side: -1 } as const;
  const there = lineBetween(a, b, GAPS);
  const back = lineBetween(b, a, GAPS);
  expect([there[0], there[1], there.at(-2), there.at(-1)]).toEqual([300, 50, 600, 400]);
  expect([back[0], back[1], back.at(-2), back.at(-1)]).toEqual([600, 400, 300, 50]);
  expect((there.length - 2) % 6).toBe(0);
});

test('away from the gap a line is level, so it lies under its own row of cards only', () => {
  const line = lineBetween({ x: 110, y: 50, side: 1 }, { x: 900, y: 400, side: -1 }, [[500, 524]]);
  for (let i = 0; i < line.length; i += 2) {
    if (line[i]! < 512 - 130) expect(line[i + 1]).toBe(50);
    if (line[i]! > 512 + 130) expect(line[i + 1]).toBe(400);
  }
});

test('the word stands where the line turns: in the gap', () => {
  const [x, y] = middleOf(
    lineBetween({ x: 110, y: 50, side: 1 }, { x: 900, y: 400, side: -1 }, [[500, 524]]),
  );
  expect(x).toBeCloseTo(512, 0);
  expect(y).toBeCloseTo(225);
});

test('a line that comes back to the same side bows out of the cards’ way', () => {
  const line = lineBetween({ x: 200, y: 20, side: -1 }, { x: 180, y: 500, side: -1 }, []);
  expect(boxOf(line).minX).toBe(136);
});

test('the first end is level with the head, and all ends stay on the card', () => {
  const card = boxAt(0, 100, 190, 120);
  expect(endHeight(card, 'idea', 1, 0, 1)).toBe(122);
  const heights = [0, 1, 2, 3].map((nth) => endHeight(card, 'idea', -1, nth, 4));
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
  expect(new Set(heights).size).toBe(4);
  expect(heights.at(-1)!).toBeLessThanOrEqual(220);
  expect(endHeight(boxAt(0, 0, 190, 20), 'note', 1, 0, 1)).toBeLessThanOrEqual(20);
});

test('a challenge is tied at its tip', () => {
  expect(endHeight(boxAt(0, 0, 190, 120), 'challenge', -1, 0, 1)).toBe(60);
});

test('a thread being drawn runs to the pointer, and to a card’s end once over one', () => {
  const from = boxAt(0, 0, 190, 120);
  expect(sketch(from, 'idea', boxAt(700, 300, 0, 0), null, GAPS).slice(-2)).toEqual([700, 300]);
  expect(sketch(from, 'idea', boxAt(700, 300, 200, 100), 'problem', GAPS).slice(-2)).toEqual([700, 322]);
});
