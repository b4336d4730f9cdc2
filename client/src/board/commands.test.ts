import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Commands } from './commands';
import { deleteCards, placeIn, raise, setHeight, setSize } from './commands/cards-there';
import { addComment, deleteComment } from './commands/comments';
import { addThread, deleteThread, kindsBetween, react } from './commands/threads';
import { tidy } from './commands/tidy';
import { turnInto } from './commands/turn';
import { setField, setTags, setText } from './commands/words';
import { addZone, deleteZone, moveZone, orderZone, setZone } from './commands/zones';
import { LIMITS, type Me, SERVER_KEYS } from './schema';
import { BoardView } from './view';

const ME: Me = { participant: 'm'.repeat(21), name: 'Dee', department: 'citizen', role: 'contributor' };

function board(role: Me['role'] = 'contributor') {
  const doc = new Y.Doc();
  const view = new BoardView(doc, ME.participant);
  return { doc, view, commands: new Commands(doc, view, { ...ME, role }) };
}

function put(doc: Y.Doc, id: string, keys: Record<string, unknown>) {
  const entries = { kind: 'story', pos: [0, 0, 0], text: new Y.Text('words'), fields: new Y.Map(), ...keys };
  doc.getMap('cards').set(id, new Y.Map(Object.entries(entries)));
}

function updates(doc: Y.Doc): Uint8Array[] {
  const all: Uint8Array[] = [];
  doc.on('update', (update) => all.push(update));
  return all;
}

test('a new card carries what a client writes and nothing that only the server does', () => {
  const { doc, commands } = board();
  const sent = updates(doc);
  const id = commands.addCard({ kind: 'story', pos: [5, 6], text: 'I told it', fields: { teller: 'Dee' } });
  const card = doc.getMap<Y.Map<unknown>>('cards').get(id)!;
  expect(sent).toHaveLength(1);
  expect(card.toJSON()).toEqual({
    kind: 'story',
    zone: null,
    pos: [5, 6, 1],
    size: [192, 180],
    order: expect.any(String),
    text: 'I told it',
    fields: { teller: 'Dee' },
    tags: [],
  });
  expect([...card.keys()].filter((key) => (SERVER_KEYS.cards as readonly string[]).includes(key))).toEqual(
    [],
  );
});

test('a drop of many cards is one write each, in one update, at the end of their new zone', () => {
  const { doc, view, commands } = board('facilitator');
  const zone = addZone(commands.inside, { title: 'Ideas' });
  const there = commands.addCard({ kind: 'idea', zone, pos: [0, 0] });
  const ids = Array.from({ length: 9 }, (_, x) => commands.addCard({ kind: 'idea', pos: [x, 0] }));
  const sent = updates(doc);
  commands.moveCards(ids.map((id, at) => ({ id, pos: [at * 10, 5], zone })));
  expect(sent).toHaveLength(1);
  expect(view.cardsIn(zone).map((card) => card.id)).toEqual([there, ...ids]);
  commands.moveCards([{ id: ids[1]!, pos: [10, 5], zone }]);
  expect(sent).toHaveLength(1);
});

test('nothing is written that stays the same', () => {
  const { doc, commands } = board();
  const id = commands.addCard({ kind: 'note', pos: [1, 2], text: 'same', fields: { why: ['a'] } });
  const sent = updates(doc);
  setText(commands.inside, id, 'same');
  turnInto(commands, id, 'note');
  setTags(commands.inside, id, []);
  setField(commands.inside, id, 'why', ['a']);
  setSize(commands.inside, id, [192, 120]);
  commands.moveCards([{ id, pos: [1, 2] }]);
  expect(sent).toEqual([]);
});

test('placing a card in an outline sets its zone and order and finds it a free spot', () => {
  const { view, commands } = board('facilitator');
  const zone = addZone(commands.inside, { pos: [1000, 0], size: [480, 640] });
  const [a, b] = [1, 2].map(() => commands.addCard({ kind: 'note', zone, pos: [1016, 60] })) as [
    string,
    string,
  ];
  const c = commands.addCard({ kind: 'note', pos: [0, 0] });
  placeIn(commands.inside, c, zone, b);
  expect(view.cardsIn(zone).map((card) => card.id)).toEqual([a, c, b]);
  const [x, y] = view.cards.get(c)!.pos;
  const [ax, ay] = view.cards.get(a)!.pos;
  expect(x >= 1000 && x + 192 <= 1480 && y >= 60).toBe(true);
  expect(Math.abs(x - ax) >= 192 || Math.abs(y - ay) >= 120).toBe(true);
  const before = view.cards.get(c)!.pos;
  placeIn(commands.inside, c, zone, null);
  expect(view.cardsIn(zone).map((card) => card.id)).toEqual([a, b, c]);
  expect(view.cards.get(c)!.pos).toEqual(before);
});

test('a full zone takes the next card a little off its last one', () => {
  const { view, commands } = board('facilitator');
  const zone = addZone(commands.inside, { pos: [0, 0], size: [300, 260] });
  commands.addCard({ kind: 'note', zone, pos: [16, 60] });
  const card = commands.addCard({ kind: 'note', pos: [900, 900] });
  placeIn(commands.inside, card, zone, null);
  expect(view.cards.get(card)!.pos.slice(0, 2)).toEqual([40, 84]);
});

test('words go to the text that is there, so that two people can write at once', () => {
  const { doc, commands } = board();
  const id = commands.addCard({ kind: 'story', pos: [0, 0], text: 'one three' });
  const text = doc.getMap<Y.Map<unknown>>('cards').get(id)!.get('text') as Y.Text;
  const deltas: unknown[] = [];
  text.observe((event) => deltas.push(event.delta));
  expect(setText(commands.inside, id, 'one two three', 8)).toBe(true);
  expect(deltas).toEqual([[{ retain: 4 }, { insert: 'two ' }]]);
});

test('who may edit and delete, and why not', () => {
  const contributor = board();
  const facilitator = board('facilitator');
  const observer = board('observer');
  for (const { doc } of [contributor, facilitator, observer]) {
    put(doc, 'mine', { author: ME.participant });
    put(doc, 'theirs', { author: 'someone else' });
    put(doc, 'template', { author: null });
    put(doc, 'locked', { author: ME.participant, locked: true });
  }
  const may = ({ commands }: ReturnType<typeof board>) =>
    ['mine', 'theirs', 'template', 'locked', 'gone'].map(
      (id) => `${commands.mayEdit(id) === true ? 'e' : '-'}${commands.mayDelete(id) === true ? 'd' : '-'}`,
    );
  expect(may(contributor)).toEqual(['ed', 'e-', 'e-', '--', '--']);
  expect(may(facilitator)).toEqual(['ed', 'ed', 'ed', 'ed', '--']);
  expect(may(observer)).toEqual(['--', '--', '--', '--', '--']);
  contributor.doc.getMap('board').set('own_only', true);
  expect(may(contributor)).toEqual(['ed', '--', '--', '--', '--']);
  expect(contributor.commands.mayEdit('theirs')).toBe('On this board people change only cards of their own.');
  expect(observer.commands.addCard({ kind: 'note', pos: [0, 0] })).toBe('');
});

test('what I may not do is not written', () => {
  const { doc, view, commands } = board();
  put(doc, 'locked', { author: ME.participant, locked: true });
  const sent = updates(doc);
  expect(setText(commands.inside, 'locked', 'x')).toBe('A facilitator has locked this card.');
  commands.moveCards([{ id: 'locked', pos: [9, 9] }]);
  placeIn(commands.inside, 'locked', null, null);
  turnInto(commands, 'locked', 'idea');
  setTags(commands.inside, 'locked', ['x']);
  setZone(commands.inside, 'none', { title: 'x' });
  expect(addZone(commands.inside, { title: 'x' })).toBe('');
  expect(deleteCards(commands.inside, ['locked', 'gone'])).toEqual({
    deleted: [],
    refused: [
      { id: 'locked', why: 'A facilitator has locked this card.' },
      { id: 'gone', why: 'This card is no longer on the board.' },
    ],
  });
  expect([sent.length, view.cards.size]).toEqual([0, 1]);
});

test('commands on a card that someone deleted a moment ago do nothing', () => {
  const { doc, view, commands } = board();
  const id = commands.addCard({ kind: 'note', pos: [0, 0] });
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  other.getMap('cards').delete(id);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(view.cards.has(id)).toBe(true);
  setField(commands.inside, id, 'teller', 'Dee');
  setText(commands.inside, id, 'words');
  commands.moveCards([{ id, pos: [9, 9] }]);
  deleteCards(commands.inside, [id]);
  view.catchUp();
  expect(doc.getMap('cards').size + view.cards.size).toBe(0);
});

test('a card of mine that the server has not stamped yet is mine', () => {
  const { doc, commands } = board();
  doc.getMap('board').set('own_only', true);
  const id = commands.addCard({ kind: 'note', pos: [0, 0] });
  expect([commands.mayEdit(id), commands.mayDelete(id)]).toEqual([true, true]);
});

test('threads join only what they fit, once', () => {
  const { view, commands } = board();
  const story = commands.addCard({ kind: 'story', pos: [0, 0] });
  const problem = commands.addCard({ kind: 'problem', pos: [0, 0] });
  expect(kindsBetween(commands.inside, problem, story)).toEqual(['rests-on', 'relates']);
  expect(kindsBetween(commands.inside, story, story)).toEqual([]);
  const thread = addThread(commands.inside, 'rests-on', problem, story);
  expect(view.threads.get(thread as string)).toMatchObject({ kind: 'rests-on', from: problem, to: story });
  for (const again of [
    addThread(commands.inside, 'rests-on', problem, story),
    addThread(commands.inside, 'rests-on', story, problem),
    addThread(commands.inside, 'relates', story, story),
    addThread(commands.inside, 'relates', story, 'gone'),
  ])
    expect(again).toHaveProperty('refused');
  expect(view.threads.size).toBe(1);
  expect(deleteThread(commands.inside, thread as string)).toBe(true);
  expect(view.threads.size).toBe(0);
});

test('deleting a card leaves the threads of others where they are', () => {
  const { doc, view, commands } = board();
  const [a, b] = [1, 2].map(() => commands.addCard({ kind: 'note', pos: [0, 0] })) as [string, string];
  const entries = { kind: 'relates', from: a, to: b, author: 'someone else' };
  doc.getMap('threads').set('t', new Y.Map(Object.entries(entries)));
  addThread(commands.inside, 'relates', b, a);
  deleteCards(commands.inside, [a]);
  expect([...doc.getMap('threads').keys()]).toEqual(['t']);
  expect(view.threads.size).toBe(0);
});

test('limits are told and kept', () => {
  const { view, commands } = board();
  const id = commands.addCard({ kind: 'note', pos: [0, 0] });
  expect(setText(commands.inside, id, '😀'.repeat(LIMITS.text))).toBe(true);
  expect(setText(commands.inside, id, 'x'.repeat(LIMITS.text + 1))).toMatch(/too long/);
  expect(setField(commands.inside, id, 'why', 'x'.repeat(LIMITS.fieldBytes))).toMatch(/too long/);
  commands.moveCards([{ id, pos: [1e12, 0] }]);
  expect([view.cards.get(id)!.pos[0], view.cards.get(id)!.fields]).toEqual([LIMITS.coordinate, {}]);
});

test('a zone moves with its cards and leaves them where they are when it goes', () => {
  const { view, commands } = board('facilitator');
  const zone = addZone(commands.inside, { title: 'Stories', pos: [0, 0] });
  const card = commands.addCard({ kind: 'story', zone, pos: [20, 80] });
  moveZone(commands.inside, zone, [100, 10]);
  expect(view.cards.get(card)!.pos).toEqual([120, 90, 1]);
  setZone(commands.inside, zone, { title: 'Tales', size: [300, 300] });
  expect(view.zones.get(zone)).toMatchObject({ title: 'Tales', pos: [100, 10, 0], size: [300, 300] });
  deleteZone(commands.inside, zone);
  expect([view.cards.get(card)!.zone, view.zones.size]).toEqual([null, 0]);
  commands.undo();
  expect([view.cards.get(card)!.zone, view.zones.get(zone)?.title]).toEqual([zone, 'Tales']);
});

test('a zone with its cards moves as one update, and moves in a row are one step back', () => {
  const { doc, view, commands } = board('facilitator');
  const zone = addZone(commands.inside, { pos: [0, 0] });
  const cards = [1, 2, 3].map((n) => commands.addCard({ kind: 'note', zone, pos: [n * 100, 80] }));
  const sent = updates(doc);
  moveZone(commands.inside, zone, [8, 0]);
  expect(sent).toHaveLength(1);
  moveZone(commands.inside, zone, [16, 0]);
  commands.undo();
  expect(view.zones.get(zone)!.pos).toEqual([0, 0, 0]);
  expect(cards.map((id) => view.cards.get(id)!.pos[0])).toEqual([100, 200, 300]);
});

test('r781 a zone with 6,000 cards moves, is tidied and goes as one step each, and the server takes it', () => {
  const { doc, view, commands } = board('facilitator');
  const { inside } = commands;
  const zone = addZone(inside, { title: 'Many', pos: [0, 0] });
  const ids = Array.from({ length: 6_000 }, (_, n) => `card-${n}`.padEnd(21, '-'));
  doc.transact(() => {
    for (const [n, id] of ids.entries()) put(doc, id, { zone, pos: [n, 80, n + 1], size: [192, 120] });
  });
  const places = () => [...view.zones.values(), ...view.cards.values()].map(({ id, pos }) => [id, ...pos]);
  const [before, sent] = [places(), updates(doc)];
  const members = () => view.cardsIn(zone).length;
  const deeds = [
    () => moveZone(inside, zone, [100, 10]),
    () => tidy(commands, zone, new Map()),
    () => raise(inside, ids.slice(0, 5_999)),
    () => deleteZone(inside, zone),
  ];
  for (const deed of deeds) {
    deed();
    expect([members(), places()]).not.toEqual([6_000, before]);
    commands.undo();
    expect([members(), places()]).toEqual([6_000, before]);
  }
  moveZone(inside, zone, [100, 10]);
  commands.undo();
  commands.redo();
  expect(view.cards.get(ids[5_999]!)!.pos).toEqual([6_099, 90, 6_000]);
  const most = Math.max(...sent.map((update) => Y.decodeUpdate(update).structs.length));
  expect(most).toBeGreaterThan(500);
  expect(most).toBeLessThanOrEqual(5_000);
});

test('a zone is for kinds, is never too small to use, and has its place in the order', () => {
  const { view, commands } = board('facilitator');
  const [a, b, c] = ['A', 'B', 'C'].map((title) => addZone(commands.inside, { title, kinds: ['idea'] }));
  setZone(commands.inside, a!, { kinds: ['story', 'touchpoint'], size: [10, 50_000] });
  expect(view.zones.get(a!)).toMatchObject({ kinds: ['story', 'touchpoint'], size: [240, LIMITS.size] });
  expect(view.zones.get(b!)!.kinds).toEqual(['idea']);
  orderZone(commands.inside, c!, a!);
  expect(view.zoneList().map(({ title }) => title)).toEqual(['C', 'A', 'B']);
  orderZone(commands.inside, c!, null);
  expect(view.zoneList().map(({ title }) => title)).toEqual(['A', 'B', 'C']);
});

test('only facilitators arrange zones', () => {
  const { doc, view } = board('facilitator');
  const zone = addZone(new Commands(doc, view, { ...ME, role: 'facilitator' }).inside, { title: 'Here' });
  const guest = new Commands(doc, view, ME);
  const sent = updates(doc);
  addZone(guest.inside, { title: 'Mine' });
  moveZone(guest.inside, zone, [50, 50]);
  setZone(guest.inside, zone, { size: [999, 999], kinds: ['note'] });
  orderZone(guest.inside, zone, null);
  deleteZone(guest.inside, zone);
  expect(sent).toEqual([]);
});

test('comments are written, read in order and taken back by who wrote them', () => {
  const { doc, view, commands } = board();
  const card = commands.addCard({ kind: 'story', pos: [0, 0] });
  expect(addComment(commands, card, '   ')).toBe('');
  const id = addComment(commands, card, ' Us too ');
  const theirs = { card, text: new Y.Text('Before'), author: 'someone else', created: 5 };
  doc.getMap('comments').set('theirs', new Y.Map(Object.entries(theirs)));
  expect(view.comments(card).map((comment) => comment.text)).toEqual(['Before', 'Us too']);
  expect(deleteComment(commands, 'theirs')).toMatch(/facilitator/);
  expect(deleteComment(commands, id)).toBe(true);
});

test('reactions are mine alone and of a known kind', () => {
  const { doc, commands } = board();
  const card = commands.addCard({ kind: 'story', pos: [0, 0] });
  react(commands.inside, card, 'me-too', true);
  react(commands.inside, card, 'me-too', true);
  react(commands.inside, card, 'applause', true);
  expect([...doc.getMap('reactions').keys()]).toEqual([`${card}:${ME.participant}:me-too`]);
});

test('raised cards are painted over all others in the order they had', () => {
  const { view, commands } = board();
  const [a, b, c] = [1, 2, 3].map(() => commands.addCard({ kind: 'note', pos: [0, 0] })) as [
    string,
    string,
    string,
  ];
  raise(commands.inside, [b, a]);
  const z = (id: string) => view.cards.get(id)!.pos[2];
  expect(z(c) < z(a) && z(a) < z(b)).toBe(true);
});

test('how tall words made a card is kept, and undoing takes back the words, not the height', () => {
  const { view, commands } = board();
  const id = commands.addCard({ kind: 'note', pos: [0, 0] });
  setText(commands.inside, id, 'first');
  commands.endGesture();
  setText(commands.inside, id, 'first, and more');
  setHeight(commands.inside, id, 300);
  expect(view.cards.get(id)!.size).toEqual([192, 300]);
  commands.undo();
  expect(view.cards.get(id)!.text).toBe('first');
  expect(view.cards.get(id)!.size).toEqual([192, 300]);
});

test('nothing goes into a locked zone, out of it, or changes in it, but by facilitators', () => {
  const { doc, commands, view } = board();
  put(doc, 'inside', { author: ME.participant, zone: 'shut' });
  put(doc, 'outside', { author: ME.participant });
  const zone = new Y.Map<unknown>(Object.entries({ title: 'Shut', pos: [0, 0, 0], size: [400, 400] }));
  doc.getMap('zones').set('shut', zone);
  zone.set('locked', true);
  const why = 'A facilitator has locked the zone Shut.';
  expect([commands.mayEdit('inside'), commands.mayDelete('inside'), commands.mayPut('shut')]).toEqual([
    why,
    why,
    why,
  ]);
  expect(commands.addCard({ kind: 'note', zone: 'shut', pos: [1, 1] })).toBe('');
  commands.moveCards([
    { id: 'inside', pos: [9, 9], zone: null },
    { id: 'outside', pos: [9, 9], zone: 'shut' },
  ]);
  placeIn(commands.inside, 'outside', 'shut', null);
  expect([view.cards.get('inside')?.zone, view.cards.get('outside')?.zone]).toEqual(['shut', null]);
  expect(addComment(commands, 'inside', 'why?')).not.toBe('');
  const other = new Commands(doc, view, { ...ME, role: 'facilitator' });
  placeIn(other.inside, 'outside', 'shut', null);
  expect(view.cards.get('outside')?.zone).toBe('shut');
});

test('a board closed for changes takes nothing but from facilitators', () => {
  const { doc, view, commands } = board();
  put(doc, 'one', { author: ME.participant });
  put(doc, 'two', { author: ME.participant });
  doc.getMap('session').set('frozen', true);
  const why = 'A facilitator has closed this board for changes for now.';
  expect([commands.mayAdd(), commands.mayEdit('one'), commands.mayJoinIn()]).toEqual([why, why, why]);
  expect(addThread(commands.inside, 'relates', 'one', 'two')).toEqual({ refused: why });
  expect(addComment(commands, 'one', 'words')).toBe('');
  react(commands.inside, 'one', 'me-too', true);
  expect(doc.getMap('reactions').size).toBe(0);
  expect(new Commands(doc, view, { ...ME, role: 'facilitator' }).mayEdit('one')).toBe(true);
});
