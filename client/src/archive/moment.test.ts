import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { show, take } from './moment';

const card = (text: string, more = {}) => ({
  kind: 'story',
  text,
  pos: [1, 2, 3],
  fields: { keep: 'anyone' },
  ...more,
});
const plain = (doc: Y.Doc, root = 'cards') => doc.getMap(root).toJSON();

test('a document says what a moment says, and nothing of the one before', () => {
  const doc = new Y.Doc();
  show(doc, {
    stage: null,
    board: { cards: { a: card('one'), b: card('two') }, threads: { t: { from: 'a', to: 'b' } } },
  });
  expect(plain(doc)).toEqual({ a: card('one'), b: card('two') });
  expect((doc.getMap('cards').get('a') as Y.Map<unknown>).get('text')).toBeInstanceOf(Y.Text);
  show(doc, { stage: null, board: { cards: { b: card('three', { locked: true }) }, threads: {} } });
  expect(plain(doc)).toEqual({ b: card('three', { locked: true }) });
  expect(plain(doc, 'threads')).toEqual({});
});

test('a step changes only what it names', () => {
  const doc = new Y.Doc();
  show(doc, {
    stage: null,
    board: { board: { title: 'A' }, cards: { a: card('one'), b: card('two') }, comments: {} },
  });
  const events: string[] = [];
  doc
    .getMap('cards')
    .observeDeep((found) => events.push(...found.map((event) => String(event.path[0] ?? ''))));
  take(doc, {
    seq: 2,
    put: { cards: { a: card('one', { pos: [9, 2, 3] }) }, board: { title: 'B' } },
    gone: {},
  });
  expect(events).toEqual(['a']);
  take(doc, { seq: 3, put: {}, gone: { cards: ['b'] } });
  expect(plain(doc)).toEqual({ a: card('one', { pos: [9, 2, 3] }) });
  expect(plain(doc, 'board')).toEqual({ title: 'B' });
});
