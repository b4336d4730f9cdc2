import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Commands } from './commands';
import { deleteCards } from './commands/cards-there';
import { addComment } from './commands/comments';
import { addThread, react } from './commands/threads';
import { turnInto } from './commands/turn';
import { setField, setText } from './commands/words';
import type { Me } from './schema';
import { BoardView } from './view';

const ME: Me = { participant: 'm'.repeat(21), name: 'Dee', department: 'citizen', role: 'contributor' };
const THEM: Me = { ...ME, participant: 't'.repeat(21), name: 'Tom' };

function tab(me: Me = ME, role: Me['role'] = me.role) {
  const doc = new Y.Doc();
  const view = new BoardView(doc, me.participant);
  return { doc, view, commands: new Commands(doc, view, { ...me, role }) };
}

function meet(...tabs: { doc: Y.Doc; view: BoardView }[]) {
  for (const from of tabs)
    for (const to of tabs)
      if (from !== to) Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc), 'elsewhere');
  for (const { view } of tabs) view.catchUp();
}

/** What the server does with a new card. */
function stamp(doc: Y.Doc, id: string, more: Record<string, unknown> = {}) {
  const server = new Y.Doc();
  Y.applyUpdate(server, Y.encodeStateAsUpdate(doc));
  const card = server.getMap('cards').get(id) as Y.Map<unknown>;
  const stamped = { author: ME.participant, department: 'citizen', created: 1_700_000_000_000, label: 'S1' };
  for (const [key, value] of Object.entries({ ...stamped, ...more })) card.set(key, value);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server), 'server');
}

function stampedCard(me: ReturnType<typeof tab>, text = 'My story') {
  const id = me.commands.addCard({ kind: 'story', pos: [0, 0], text });
  me.commands.endGesture();
  stamp(me.doc, id);
  me.view.catchUp();
  return id;
}

test('each command is a step; undo and redo go through them one by one', () => {
  const { view, commands } = tab();
  expect(commands.undo()).toEqual({ done: false });
  const id = commands.addCard({ kind: 'note', pos: [0, 0] });
  commands.moveCards([{ id, pos: [50, 60] }]);
  turnInto(commands, id, 'idea');
  expect(commands.undo()).toEqual({ done: true, say: 'Undone: changing the kind of a card.' });
  expect(commands.undo().say).toBe('Undone: moving a card.');
  expect(view.cards.get(id)).toMatchObject({ kind: 'note', pos: [0, 0, 1] });
  expect(commands.redo().say).toBe('Done again: moving a card.');
  expect(view.cards.get(id)?.pos).toEqual([50, 60, 1]);
  commands.undo();
  commands.undo();
  expect(view.cards.size).toBe(0);
  expect([commands.canUndo(), commands.canRedo()]).toEqual([false, true]);
  commands.redo();
  expect(view.cards.get(id)?.kind).toBe('note');
});

test('typing is one step until a pause, and so is one drag until it is dropped', () => {
  vi.useFakeTimers();
  const { view, commands } = tab();
  const id = commands.addCard({ kind: 'note', pos: [0, 0] });
  for (const text of ['w', 'wo', 'wor']) setText(commands.inside, id, text);
  vi.advanceTimersByTime(5000);
  for (const text of ['word', 'words']) setText(commands.inside, id, text);
  for (const x of [1, 2, 3]) commands.moveCards([{ id, pos: [x, 0] }]);
  commands.endGesture();
  commands.moveCards([{ id, pos: [9, 0] }]);
  commands.undo();
  expect(view.cards.get(id)?.pos[0]).toBe(3);
  commands.undo();
  expect(view.cards.get(id)?.pos[0]).toBe(0);
  commands.undo();
  expect(view.cards.get(id)?.text).toBe('wor');
  commands.undo();
  expect(view.cards.get(id)?.text).toBe('');
  vi.useRealTimers();
});

test('what others typed into my words stays when I undo mine', () => {
  const [me, them] = [tab(), tab(THEM)];
  const id = stampedCard(me, 'One');
  setText(me.commands.inside, id, 'One two');
  meet(me, them);
  setText(them.commands.inside, id, 'One two, says Tom');
  meet(me, them);
  expect(me.commands.undo().done).toBe(true);
  expect(me.view.cards.get(id)?.text).toBe('One, says Tom');
});

for (const [what, act] of [
  ['written in it', (them, id) => setText(them.commands.inside, id, 'My story, and mine')],
  ['written in it', (them, id) => setField(them.commands.inside, id, 'teller', 'Marcus')],
  ['tied a thread to it', (them, id) => threadTo(them, id)],
  ['commented on it', (them, id) => addComment(them.commands, id, 'Us as well')],
  ['answered it', (them, id) => react(them.commands.inside, id, 'me-too', true)],
] as [string, (them: ReturnType<typeof tab>, id: string) => unknown][]) {
  test(`making a card is not undone once others have ${what}`, () => {
    const [me, them] = [tab(), tab(THEM)];
    const before = me.commands.addCard({ kind: 'note', pos: [0, 0] });
    const id = stampedCard(me);
    meet(me, them);
    act(them, id);
    meet(me, them);
    expect(me.commands.undo()).toEqual({
      done: false,
      say: `Card S1 stays: others have ${what} since you made it.`,
    });
    expect(me.view.cards.has(id)).toBe(true);
    expect(me.commands.undo().done).toBe(true);
    expect([me.view.cards.has(before), me.view.cards.has(id)]).toEqual([false, true]);
  });
}

function threadTo(them: ReturnType<typeof tab>, id: string) {
  const problem = them.commands.addCard({ kind: 'problem', pos: [0, 0] });
  addThread(them.commands.inside, 'rests-on', problem, id);
}

test('making a card can be undone after others only moved it, and redone with what the server wrote', () => {
  const [me, them] = [tab(), tab(THEM, 'facilitator')];
  const id = stampedCard(me);
  meet(me, them);
  them.commands.moveCards([{ id, pos: [400, 0] }]);
  meet(me, them);
  expect(me.commands.undo().done).toBe(true);
  expect(me.view.cards.has(id)).toBe(false);
  expect(me.commands.redo().done).toBe(true);
  expect(me.view.cards.get(id)).toMatchObject({ author: ME.participant, label: 'S1', text: 'My story' });
});

test('undoing a delete brings back the same card, with its threads and what the server wrote', () => {
  const [me, them] = [tab(), tab(THEM)];
  const id = stampedCard(me);
  const problem = me.commands.addCard({ kind: 'problem', pos: [0, 0] });
  const thread = addThread(me.commands.inside, 'rests-on', problem, id) as string;
  meet(me, them);
  const server = me.doc.getMap<Y.Map<unknown>>('cards').get(id)?.toJSON();
  expect(deleteCards(me.commands.inside, [id])).toEqual({ deleted: [id], refused: [] });
  meet(me, them);
  expect([them.view.cards.has(id), them.view.threads.size]).toEqual([false, 0]);
  expect(me.commands.undo()).toEqual({ done: true, say: 'Undone: deleting a card.' });
  meet(me, them);
  expect(them.doc.getMap<Y.Map<unknown>>('cards').get(id)?.toJSON()).toEqual(server);
  expect([...them.view.threads.keys()]).toEqual([thread]);
  me.commands.redo();
  meet(me, them);
  expect(them.view.cards.has(id)).toBe(false);
});

test('others’ words that came back with an undone delete still protect the card', () => {
  const [me, them] = [tab(), tab(THEM)];
  const id = stampedCard(me);
  meet(me, them);
  setText(them.commands.inside, id, 'My story, and mine');
  meet(me, them);
  deleteCards(me.commands.inside, [id]);
  expect(me.commands.undo().done).toBe(true);
  expect(me.view.cards.get(id)?.text).toBe('My story, and mine');
  expect(me.commands.undo()).toMatchObject({ done: false, say: expect.stringContaining('written in it') });
  expect(me.view.cards.has(id)).toBe(true);
});

test('a step on a card that was locked meanwhile is not tried', () => {
  const me = tab();
  const id = stampedCard(me);
  setText(me.commands.inside, id, 'Changed');
  stamp(me.doc, id, { locked: true });
  me.view.catchUp();
  expect(me.commands.undo()).toEqual({ done: false, say: 'A facilitator has locked this card.' });
  expect(me.view.cards.get(id)?.text).toBe('Changed');
});

test('a step of which others left nothing is passed over, to the one before', () => {
  const [me, them] = [tab(), tab(THEM)];
  const id = stampedCard(me);
  me.commands.moveCards([{ id, pos: [10, 0] }]);
  const other = me.commands.addCard({ kind: 'note', pos: [0, 0] });
  meet(me, them);
  them.doc.getMap('cards').delete(other);
  meet(me, them);
  expect(me.commands.undo().say).toBe('Undone: moving a card.');
});

test('what others do and what arrives is no step of mine', () => {
  const [me, them] = [tab(), tab(THEM)];
  stampedCard(them);
  meet(me, them);
  react(me.commands.inside, [...me.view.cards.keys()][0]!, 'me-too', true);
  expect(me.commands.canUndo()).toBe(false);
});

test('listeners hear when undo or redo becomes possible', () => {
  const { commands } = tab();
  const heard: [boolean, boolean][] = [];
  commands.onUndoChange(() => heard.push([commands.canUndo(), commands.canRedo()]));
  commands.addCard({ kind: 'note', pos: [0, 0] });
  commands.undo();
  expect(heard[0]).toEqual([true, false]);
  expect(heard.at(-1)).toEqual([false, true]);
});

test('two move one card at once: whoever undoes leaves it somewhere', () => {
  for (const [low, high] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const [me, them] = [tab(), tab(THEM)];
    me.doc.clientID = low;
    them.doc.clientID = high;
    const id = stampedCard(me);
    meet(me, them);
    me.commands.moveCards([{ id, pos: [10, 10] }]);
    them.commands.moveCards([{ id, pos: [90, 90] }]);
    meet(me, them);
    for (const { commands } of [me, them]) commands.undo();
    meet(me, them);
    for (const { doc } of [me, them])
      expect((doc.getMap('cards').get(id) as Y.Map<unknown>).get('pos')).toBeInstanceOf(Array);
  }
});

test('what is too much for one update is written in several, and is one step all the same', () => {
  const doc = new Y.Doc();
  const view = new BoardView(doc, ME.participant);
  const commands = new Commands(doc, view, ME);
  const sizes: number[] = [];
  doc.on('update', (update: Uint8Array) => sizes.push(Y.decodeUpdate(update).structs.length));
  const zone = null;
  const many = Array.from(
    { length: 450 },
    (_, n) => ({ kind: 'note', zone, pos: [n, 0], text: `${n}` }) as const,
  );
  const ids = commands.addCards(many);
  for (const [n, id] of ids.entries()) if (n) addThread(commands.inside, 'relates', ids[n - 1]!, id);
  deleteCards(commands.inside, ids);
  expect([view.cards.size, view.threads.size]).toEqual([0, 0]);
  expect(commands.undo()).toMatchObject({ done: true, say: 'Undone: deleting 450 cards.' });
  expect([view.cards.size, view.threads.size]).toEqual([450, 449]);
  expect(commands.redo().done).toBe(true);
  expect([view.cards.size, view.threads.size]).toEqual([0, 0]);
  expect(commands.undo().done).toBe(true);
  commands.moveCards(ids.map((id) => ({ id, pos: [0, 9], zone })));
  commands.undo();
  expect(view.cards.get(ids[449]!)!.pos.slice(0, 2)).toEqual([449, 0]);
  expect(Math.max(...sizes)).toBeLessThan(5_000);
});
