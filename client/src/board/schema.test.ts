import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  characters,
  KINDS,
  LIMITS,
  newId,
  REACTIONS,
  ROOTS,
  SERVER_KEYS,
  THREAD_KINDS,
  threadKinds,
} from './schema';

const vectors = JSON.parse(
  readFileSync(new URL('../../../tests/vectors/schema.json', import.meta.url), 'utf8'),
);

test('the schema says what the vectors shared with the server say', () => {
  const { fieldBytes, ...limits } = LIMITS;
  const { id, ...shared } = vectors;
  expect(new RegExp(`^${id}$`).test(newId())).toBe(true);
  expect({
    roots: ROOTS,
    kinds: KINDS,
    thread_kinds: THREAD_KINDS,
    reactions: REACTIONS,
    server_keys: SERVER_KEYS,
    limits: { ...limits, field_bytes: fieldBytes },
  }).toEqual(shared);
});

test('new ids have the shape the server asks for and do not repeat', () => {
  const ids = Array.from({ length: 500 }, newId);
  const shape = new RegExp(`^${vectors.id}$`);
  expect(ids.every((id) => shape.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(500);
});

test('the closest-fitting thread comes before the one that always fits', () => {
  expect(threadKinds('problem', 'story')).toEqual(['rests-on', 'relates']);
  expect(threadKinds('story', 'problem')).toEqual(['relates']);
  expect(threadKinds('challenge', 'idea')).toEqual(['challenges', 'relates']);
});

test('a pair of surrogates counts as one character', () => {
  expect(characters('a😀b')).toBe(3);
});
