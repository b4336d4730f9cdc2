import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { Commands } from '../board/commands';
import { setText } from '../board/commands/words';
import type { Me } from '../board/schema';
import { BoardView } from '../board/view';
import { Connection, type Notice, type Reset } from './connection';
import { FakeRoom, message, packed, sync, update } from './fake-room';
import { Presence } from './presence';
import { unsaved } from './unsaved';

const ME: Me = { participant: 'm'.repeat(21), name: 'Dee', department: 'citizen', role: 'facilitator' };
const PACE = { first_ms: 10, most_ms: 40, silent_ms: 30_000 };

/** As in a browser, where a socket that cannot connect only closes. */
class Socket extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol);
    this.on('error', () => {});
  }
}

let room: FakeRoom;
const stops: (() => unknown)[] = [];

beforeEach(async () => {
  vi.stubGlobal('WebSocket', Socket);
  room = new FakeRoom();
  await room.open();
});

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await room.stop();
  vi.unstubAllGlobals();
});

function tab({ doc = new Y.Doc(), pace = {} }: { doc?: Y.Doc; pace?: object } = {}) {
  const presence = new Presence(doc);
  const view = new BoardView(doc, ME.participant);
  const resets: Reset[] = [];
  const notices: Notice[] = [];
  const connection = new Connection({
    url: room.url,
    doc,
    presence,
    onReset: (reset) => resets.push(reset),
    onNotice: (notice) => notices.push(notice),
    pace: { ...PACE, ...pace },
  });
  stops.push(() => {
    connection.destroy();
    presence.destroy();
    view.destroy();
  });
  const commands = new Commands(doc, view, ME);
  const note = (text: string) => commands.addCard({ kind: 'note', pos: [0, 0], text });
  return { doc, presence, view, connection, commands, resets, notices, note };
}

type Tab = ReturnType<typeof tab>;

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const saved = ({ connection }: Tab) => until(() => expect(connection.saved.value.state).toBe('saved'));
const words = (doc: Y.Doc) =>
  [...doc.getMap<Y.Map<unknown>>('cards').values()].map((card) => String(card.get('text'))).sort();

test('a tab gets the board, and is saved once the room says that its answer is kept', async () => {
  room.keeping = false;
  room.doc.getMap('board').set('title', 'Birth to five');
  const me = tab();
  expect([me.connection.status.value, me.connection.saved.value.state]).toEqual(['connecting', 'saving']);
  await until(() => expect(me.connection.synced.value).toBe(true));
  me.view.catchUp();
  expect([me.view.info.title, me.connection.status.value]).toEqual(['Birth to five', 'open']);
  await until(() => expect(room.updates).toHaveLength(1));
  expect(me.connection.saved.value.state).toBe('saving');
  room.keep();
  await saved(me);
});

test('saved is said only when every change is on disk, and until then how many things wait', async () => {
  const me = tab();
  await saved(me);
  room.keeping = false;
  const one = me.note('one');
  expect(me.connection.saved.value).toEqual({ state: 'saving', waiting: 1 });
  await until(() => expect(room.updates).toHaveLength(2));
  setText(me.commands.inside, one, 'one more');
  me.note('two');
  expect(me.connection.saved.value.waiting).toBe(2);
  await until(() => expect(words(room.doc)).toEqual(['one more', 'two']));
  room.keep(2);
  room.say(103, 'mark', 'kept 2 was said');
  await until(() => expect(me.notices).toHaveLength(1));
  expect(me.connection.saved.value).toEqual({ state: 'saving', waiting: 2 });
  room.keep();
  await saved(me);
  expect(me.connection.saved.value.waiting).toBe(0);
});

test('what was written while the room was away arrives when it is back, and both versions stay', async () => {
  const me = tab();
  me.note('before');
  await saved(me);
  await room.stop();
  await until(() => expect(me.connection.saved.value.state).toBe('offline'));
  me.note('offline one');
  me.note('offline two');
  expect(me.connection.saved.value).toEqual({ state: 'offline', waiting: 2 });
  room.change((doc) => doc.getMap('cards').set('x', new Y.Map([['text', new Y.Text('meanwhile')]])));
  room.keeping = false;
  await room.open();
  await until(() => expect(words(room.doc)).toEqual(['before', 'meanwhile', 'offline one', 'offline two']));
  await until(() => expect(words(me.doc)).toEqual(words(room.doc)));
  expect(me.connection.saved.value).toEqual({ state: 'saving', waiting: 2 });
  room.keep();
  await saved(me);
});

test('changes under way, or gathered for the next message, when the line broke are sent again', async () => {
  const me = tab();
  await saved(me);
  room.mute = true;
  me.note('lost on the way');
  await Promise.resolve();
  me.note('not sent yet');
  await room.stop();
  await until(() => expect(me.connection.saved.value).toEqual({ state: 'offline', waiting: 2 }));
  room.mute = false;
  await room.open();
  await saved(me);
  expect(words(room.doc)).toEqual(['lost on the way', 'not sent yet']);
});

test('on a new connection nothing counts as kept until the room says so on that one', async () => {
  const me = tab();
  for (const text of ['one', 'two']) {
    me.note(text);
    await saved(me);
  }
  room.keeping = false;
  const before = room.updates.length;
  room.sendAway(1012);
  await until(() => expect(room.updates.length).toBe(before + 1));
  await until(() => expect(me.connection.synced.value).toBe(true));
  expect(me.connection.saved.value).toEqual({ state: 'saving', waiting: 0 });
  room.keep();
  await saved(me);
});

test('a line that is open but on which nothing was said yet is not saved', async () => {
  room.mute = true;
  const me = tab();
  await until(() => expect(me.connection.status.value).toBe('open'));
  expect(me.connection.saved.value.state).toBe('saving');
});

test('edits of an earlier visit, loaded before connecting, are sent and waited for', async () => {
  room.keeping = false;
  const doc = new Y.Doc();
  doc.getMap('cards').set('x', new Y.Map([['text', new Y.Text('yesterday')]]));
  const me = tab({ doc });
  await until(() => expect(words(room.doc)).toEqual(['yesterday']));
  expect(me.connection.saved.value.state).toBe('saving');
  room.keep();
  await saved(me);
});

test('a local copy that loads before the board has come sends only what the room lacks', async () => {
  room.doc.getMap('board').set('purpose', 'x'.repeat(5000));
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(room.doc));
  copy.getMap('cards').set('x', new Y.Map([['text', new Y.Text('yesterday')]]));
  room.answering = false;
  const me = tab();
  await until(() => expect(room.updates).toHaveLength(1));
  Y.applyUpdate(me.doc, Y.encodeStateAsUpdate(copy), 'local copy');
  await until(() => expect(words(room.doc)).toEqual(['yesterday']));
  expect(room.updates.at(-1)!.length).toBeLessThan(500);
  await saved(me);
});

test('when the room asks again, for a gap perhaps, it is answered and counted', async () => {
  const me = tab();
  me.note('one');
  await saved(me);
  const before = room.updates.length;
  room.ask();
  await until(() => expect(room.updates.length).toBe(before + 1));
  await saved(me);
});

test('the first change goes out at once, those of the next frame as one, and what others did not at all', async () => {
  const [me, them] = [tab(), tab()];
  await Promise.all([saved(me), saved(them)]);
  const id = me.note('');
  for (let i = 1; i <= 50; i++) {
    setText(me.commands.inside, id, 'x'.repeat(i));
    await Promise.resolve();
  }
  await until(() => expect(words(them.doc)).toEqual(['x'.repeat(50)]));
  await saved(me);
  expect(room.updates.length).toBe(2 + 2);
});

test('sent away for good: it says why, and does not come back', async () => {
  const me = tab();
  await saved(me);
  room.sendAway(4403);
  await until(() => expect(me.connection.status.value).toBe('refused'));
  expect(me.connection.refused.value).toEqual({
    code: 4403,
    words: 'for a test',
  });
  expect(me.connection.saved.value).toMatchObject({
    state: 'problem',
    say: 'for a test',
  });
  const other = tab();
  await saved(other);
  expect(room.connections).toBe(2);
});

test('a room that restarts or is full is come back to', async () => {
  const me = tab();
  for (const code of [1012, 1011, 4529]) {
    await saved(me);
    const before = room.connections;
    room.sendAway(code);
    await until(() => expect(room.connections).toBe(before + 1));
  }
  await saved(me);
});

test('a room that could not keep a change says so until it has', async () => {
  const me = tab();
  await saved(me);
  room.keeping = false;
  me.note('on a full disk');
  await until(() => expect(room.updates).toHaveLength(2));
  room.sendAway(4503);
  await until(() => expect(me.connection.saved.value.state).toBe('problem'));
  expect(me.connection.saved.value.say).toMatch(/could not keep/);
  await until(() => expect(me.connection.synced.value).toBe(true));
  expect(me.connection.saved.value).toMatchObject({ state: 'problem', waiting: 1 });
  room.keep();
  await saved(me);
});

test('a silent line is given up and begun anew', async () => {
  room.mute = true;
  const me = tab({ pace: { silent_ms: 100 } });
  await until(() => expect(room.connections).toBeGreaterThan(1));
  room.mute = false;
  await saved(me);
});

test('bytes that make no sense end the connection, and the next one is fine', async () => {
  const me = tab();
  await saved(me);
  room.send(new Uint8Array([0, 2, 200, 1]));
  await until(() => expect(room.connections).toBe(2));
  await saved(me);
});

test('messages of a kind unknown here change nothing', async () => {
  const me = tab();
  await saved(me);
  room.send(message(142, () => {}));
  room.say(103, 'spotlight', 'Look here');
  await until(() => expect(me.notices).toEqual([{ kind: 'spotlight', words: 'Look here' }]));
  expect(me.connection.status.value).toBe('open');
});

test('a packed first sync is read, and what follows it waits its turn', async () => {
  room.packing = true;
  const doc = room.doc;
  for (let i = 0; i < 300; i++)
    doc.getMap('cards').set(`c${i}`, new Y.Map([['text', new Y.Text('x'.repeat(90))]]));
  const me = tab();
  await until(() => expect(me.connection.synced.value).toBe(true));
  const states: Uint8Array[] = [];
  const text = (doc.getMap<Y.Map<unknown>>('cards').get('c0') as Y.Map<unknown>).get('text') as Y.Text;
  const order: string[] = [];
  me.doc.on('update', () =>
    order.push(
      (me.doc.getMap<Y.Map<unknown>>('cards').get('c0')!.get('text') as Y.Text).toString().slice(0, 3),
    ),
  );
  for (const letter of ['a', 'b', 'c']) {
    const before = Y.encodeStateVector(doc);
    text.insert(0, letter);
    states.push(Y.encodeStateAsUpdate(doc, before));
  }
  room.send(packed(update(states[0]!)));
  room.send(packed(update(states[1]!)));
  room.send(update(states[2]!));
  await until(() => expect(order).toEqual(['axx', 'bax', 'cba']));
});

test('packed bytes that make no sense end the connection', async () => {
  const me = tab();
  await saved(me);
  room.send(new Uint8Array([104, 3, 255, 255, 255]));
  await until(() => expect(room.connections).toBe(2));
  await saved(me);
});

test('a large sync may come in parts: synced with the last one only', async () => {
  room.mute = true;
  const me = tab();
  await until(() => expect(room.seats.size).toBe(1));
  const other = new Y.Doc();
  other.getMap('board').set('title', 'Half');
  room.send(update(Y.encodeStateAsUpdate(other)));
  await until(() => expect(me.doc.getMap('board').get('title')).toBe('Half'));
  expect(me.connection.synced.value).toBe(false);
  room.send(sync(1, new Uint8Array([0, 0])));
  await until(() => expect(me.connection.synced.value).toBe(true));
});

test('told to start afresh: it ends itself and says which words were not kept', async () => {
  const me = tab();
  me.note('kept');
  await saved(me);
  room.keeping = false;
  const mine = me.note('not kept');
  await until(() => expect(room.updates.length).toBeGreaterThan(1));
  room.say(101, 'refused', 'That change didn’t go in.');
  await until(() => expect(me.resets).toHaveLength(1));
  expect(me.resets[0]).toEqual({
    code: 'refused',
    words: 'That change didn’t go in.',
    touched: new Set([mine]),
  });
  room.doc = new Y.Doc();
  const fresh = tab();
  await until(() => expect(fresh.connection.synced.value).toBe(true));
  expect(unsaved(me.doc, fresh.doc, me.resets[0]!.touched)).toEqual([
    { id: mine, label: '', text: 'not kept' },
  ]);
  expect(room.seats.size).toBe(1);
});

test('people see each other come, point and go', async () => {
  const [me, them] = [tab(), tab()];
  them.presence.me({ participant: 't'.repeat(21), name: 'Tom', cursor: [10.4, 20.6], editing: 'card' });
  await until(() => expect(me.presence.people().map((person) => person.name)).toEqual(['Tom']));
  const [state] = [...me.presence.others.values()];
  expect(state).toMatchObject({ cursor: [10, 21], editing: 'card', holding: [], away: false });
  them.presence.destroy();
  await until(() => expect(me.presence.others.size).toBe(0));
});

test('nobody is a ghost while the line is broken, and those who kept still are there again after', async () => {
  const [me, them] = [tab(), tab()];
  them.presence.me({ participant: 't'.repeat(21), name: 'Tom' });
  await until(() => expect(me.presence.others.size).toBe(1));
  const seats = [...room.seats];
  const sizes: number[] = [];
  me.presence.onChange(() => sizes.push(me.presence.others.size));
  seats[0]!.socket.terminate();
  await until(() => expect(sizes).toEqual([0, 1]));
});
