import { expect, test } from 'vitest';
import type { ThreadKind, ThreadView } from '../board/schema';
import { lineageOf } from './lineage';

const thread = (id: string, kind: ThreadKind, from: string, to: string): ThreadView => ({
  id,
  kind,
  from,
  to,
  author: null,
});

/** Two stories under one problem, two ideas that answer it, a commitment on one of them. */
const THREADS = [
  thread('a', 'rests-on', 'P1', 'S1'),
  thread('b', 'rests-on', 'P1', 'S2'),
  thread('c', 'answers', 'I1', 'P1'),
  thread('d', 'answers', 'I2', 'P1'),
  thread('e', 'delivers', 'C1', 'I1'),
];

const threadsOf = (threads: ThreadView[]) => (card: string) =>
  threads.filter(({ from, to }) => from === card || to === card);

const traced = (card: string, threads = THREADS) =>
  [...lineageOf([card], threadsOf(threads))].sort().join('');

test('from the middle it reads both ways: to every story, and to every commitment', () => {
  expect(traced('P1')).toBe('abcde');
});

test('it never turns sideways: an idea is not traced through its problem to the other idea', () => {
  expect(traced('I1')).toBe('abce');
  expect(traced('S1')).toBe('acde');
});

test('what merely goes with a card is shown, and not followed', () => {
  const threads = [...THREADS, thread('f', 'relates', 'P1', 'N1'), thread('g', 'relates', 'N1', 'N2')];
  expect(traced('P1', threads)).toBe('abcdef');
});

test('a circle of threads ends', () => {
  const circle = [thread('a', 'challenges', 'Q1', 'Q2'), thread('b', 'challenges', 'Q2', 'Q1')];
  expect(traced('Q1', circle)).toBe('ab');
});
