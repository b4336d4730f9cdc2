import { expect, test } from 'vitest';
import { cardsOf, rowsOf } from './dropped-text';

test('a table gives a card for each row, from the column of words', () => {
  const table = 'When,Text,Tags\nMay,"Two buses, with a pram","bus; pram"\n,"She said ""no""",\n';
  expect(cardsOf(table, true)).toEqual([
    { text: 'Two buses, with a pram', tags: ['bus', 'pram'] },
    { text: 'She said "no"', tags: [] },
  ]);
});

test('cells from a spreadsheet without headings become the lines of a card', () => {
  expect(cardsOf('one\ttwo\nthree\tfour', true).map(({ text }) => text)).toEqual(['one\ntwo', 'three\nfour']);
});

test('a cell may hold line breaks and separators', () => {
  expect(rowsOf('a;"b\nc;d"\r\ne;f')).toEqual([
    ['a', 'b\nc;d'],
    ['e', 'f'],
  ]);
});

test('prose gives a card for each paragraph', () => {
  expect(cardsOf('First.\nStill first.\r\n\r\n\r\nSecond.\n', false).map(({ text }) => text)).toEqual([
    'First.\nStill first.',
    'Second.',
  ]);
});
