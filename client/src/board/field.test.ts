import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONSENT, copiedFields, feelingIn, KEEP, keepOf, MAX_ALT, pictureOf, QUOTE } from './field';
import { FIELDS, handoversOf, linesIn, setAside } from './fields';

const vectors = JSON.parse(
  readFileSync(new URL('../../../tests/vectors/field.json', import.meta.url), 'utf8'),
);

test('what promises hang on is what the server judges', () => {
  expect({ keep: KEEP, quote: QUOTE, consent: [...CONSENT].sort(), alt: MAX_ALT }).toEqual(vectors);
  expect(Object.keys(FIELDS.story)).toEqual(expect.arrayContaining([...CONSENT]));
});

test('a copy says nothing of what the teller allowed', () => {
  expect(copiedFields({ teller: 'Dee', keep: 'anyone', quote: 'yes', given_on: '2026-11-19' })).toEqual({
    teller: 'Dee',
  });
});

test('what does not fit another kind is named, and what is empty is not', () => {
  const fields = { teller: 'Dee', departments: ['gp'], mattered: '', when: null, odd: 1 };
  expect(setAside(fields, 'problem')).toEqual(['teller', 'odd']);
  expect(setAside(fields, 'story')).toEqual(['odd']);
});

test('values of any shape are read without harm', () => {
  const odd = { feeling: 7, keep: 'everyone', image: { id: 'x' }, known: ['a'], handovers: 'no' };
  const card = { fields: odd };
  expect([feelingIn(card), keepOf(card), pictureOf(card), linesIn(card, 'known'), handoversOf(card)]).toEqual(
    [null, null, null, [], []],
  );
  const good = { fields: { feeling: -2, keep: 'room', known: ' a \n\nb', handovers: [{ from: 'Tom' }] } };
  expect([feelingIn(good), keepOf(good), linesIn(good, 'known'), handoversOf(good)]).toEqual([
    -2,
    'room',
    ['a', 'b'],
    [{ from: 'Tom', to: '', on: '' }],
  ]);
});
