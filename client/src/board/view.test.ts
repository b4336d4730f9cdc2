import { afterEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Commands } from './commands';
import { deleteCards, placeIn } from './commands/cards-there';
import { addComment } from './commands/comments';
import { addThread, react } from './commands/threads';
import { turnInto } from './commands/turn';
import { setField, setText } from './commands/words';
import { addZone, deleteZone } from './commands/zones';
import { KINDS, type Me } from './schema';
import { seeded } from './seeded';
import { BoardView, type Change } from './view';

const ME: Me = { participant: 'p'.repeat(21), name: 'Dee', department: 'citizen', role: 'facilitator' };

function board() {
  const doc = new Y.Doc();
  const view = new BoardView(doc, ME.participant);
  return { doc, view, commands: new Commands(doc, view, ME) };
}

function join(...docs: Y.Doc[]) {
  for (const from of docs) {
    for (const to of docs) {
      if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'elsewhere');
    }
  }
}

function told(view: BoardView): Change[] {
  const changes: Change[] = [];
  view.onChange((change) => changes.push(change));
  return changes;
}

test('one’s own change is read and told before the command returns', () => {
  const { view, commands } = board();
  const changes = told(view);
  const id = commands.addCard({ kind: 'story', pos: [10, 20], text: 'Nine people' });
  expect(view.cards.get(id)).toMatchObject({ kind: 'story', text: 'Nine people', author: null, label: '' });
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({ local: true, info: false });
  expect([...(changes[0]?.cards ?? [])]).toEqual([id]);
});

test('what others did in one frame is told once', () => {
  vi.useFakeTimers();
  const [mine, theirs] = [board(), board()];
  const changes = told(mine.view);
  const a = theirs.commands.addCard({ kind: 'note', pos: [0, 0] });
  join(mine.doc, theirs.doc);
  const b = theirs.commands.addCard({ kind: 'note', pos: [0, 0] });
  join(mine.doc, theirs.doc);
  expect(mine.view.cards.size).toBe(0);
  vi.advanceTimersByTime(20);
  expect(changes.map((change) => [change.local, [...change.cards].sort()])).toEqual([[false, [a, b].sort()]]);
  vi.useRealTimers();
});

test('what others did is told before what I do next', () => {
  const [mine, theirs] = [board(), board()];
  const changes = told(mine.view);
  const their = theirs.commands.addCard({ kind: 'note', pos: [0, 0] });
  join(mine.doc, theirs.doc);
  const my = mine.commands.addCard({ kind: 'note', pos: [0, 0] });
  expect(changes.map((change) => [change.local, ...change.cards])).toEqual([
    [false, their],
    [true, my],
  ]);
});

test('a record that did not change is the same object', () => {
  const { view, commands } = board();
  const [a, b] = [
    commands.addCard({ kind: 'note', pos: [0, 0] }),
    commands.addCard({ kind: 'note', pos: [0, 0] }),
  ];
  const before = view.cards.get(a);
  setText(commands.inside, b, 'words');
  expect(view.cards.get(a)).toBe(before);
  expect(view.cards.get(b)?.text).toBe('words');
});

test('cards of a deleted zone are among those in no zone', () => {
  const { doc, view, commands } = board();
  const zone = addZone(commands.inside, { title: 'Stories' });
  const card = commands.addCard({ kind: 'story', zone, pos: [0, 0] });
  expect(view.cardsIn(zone).map((one) => one.id)).toEqual([card]);
  expect(view.cardsIn(null)).toEqual([]);
  doc.getMap('zones').delete(zone);
  expect(view.cardsIn(null).map((one) => one.id)).toEqual([card]);
  commands.undo();
});

test('a thread is there only while both its cards are, and comes back with them', () => {
  const { doc, view, commands } = board();
  const story = commands.addCard({ kind: 'story', pos: [0, 0] });
  const problem = commands.addCard({ kind: 'problem', pos: [0, 0] });
  const thread = addThread(commands.inside, 'rests-on', problem, story) as string;
  expect(view.threadsOf(story).map((one) => one.id)).toEqual([thread]);
  const cards = doc.getMap<unknown>('cards');
  const changes = told(view);
  const kept = (cards.get(story) as Y.Map<unknown>).clone();
  cards.delete(story);
  expect([...(changes[0]?.threads ?? [])]).toEqual([thread]);
  expect(view.threads.size + view.threadsOf(problem).length).toBe(0);
  cards.set(story, kept);
  expect(view.threadsOf(problem)).toHaveLength(1);
  expect([...(changes[1]?.threads ?? [])]).toEqual([thread]);
});

test('comments and reactions change their card', () => {
  const { view, commands } = board();
  const card = commands.addCard({ kind: 'story', pos: [0, 0] });
  const changes = told(view);
  addComment(commands, card, 'Me too');
  react(commands.inside, card, 'me-too', true);
  expect(changes.map((change) => [...change.cards])).toEqual([[card], [card]]);
  expect(view.comments(card).map((comment) => comment.text)).toEqual(['Me too']);
  expect([view.reactions.count(card, 'me-too'), view.reactions.mine(card, 'me-too')]).toEqual([1, true]);
  react(commands.inside, card, 'me-too', false);
  expect(view.reactions.count(card, 'me-too')).toBe(0);
});

test('anything another client wrote reads as a harmless record', () => {
  const { doc, view } = board();
  doc
    .getMap('cards')
    .set('odd', new Y.Map(Object.entries({ kind: 'dragon', pos: 'left', size: [-1], zone: 7 })));
  doc.getMap('cards').set('no map', 5);
  doc.getMap('session').set('stages', 'none');
  doc.getMap('board').set('departments', [1]);
  expect(view.cards.get('odd')).toMatchObject({
    kind: 'note',
    pos: [0, 0, 0],
    zone: null,
    text: '',
    tags: [],
  });
  expect([view.cards.has('no map'), view.session.stages.length, view.info.departments.size]).toEqual([
    false,
    0,
    0,
  ]);
});

test('the board’s own facts are read wherever a Map or plain data holds them', () => {
  const { doc, view } = board();
  const changes = told(view);
  doc.transact(() => {
    const departments = new Y.Map<unknown>([['housing', { name: 'Housing', initials: 'HO', colour: 2 }]]);
    departments.set(
      'health',
      new Y.Map<unknown>([
        ['name', 'Health visiting'],
        ['colour', 1],
      ]),
    );
    doc.getMap('board').set('departments', departments);
    doc.getMap('board').set('title', 'Birth to five');
    doc.getMap('session').set('stages', ['Arrive', 'Listen']);
  });
  expect(view.info.departments.get('health')).toEqual({
    id: 'health',
    name: 'Health visiting',
    initials: 'He',
    colour: 1,
  });
  expect([view.info.title, view.session.stages[1]?.name]).toEqual(['Birth to five', 'Listen']);
  expect(changes).toMatchObject([{ info: true, session: true }]);
});

/** What a reader who starts now sees. */
function seen(view: BoardView) {
  const cards = [...view.cards.keys()].sort();
  return {
    cards: cards.map((id) => view.cards.get(id)),
    threads: [...view.threads.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    zones: view.zoneList(),
    order: [null, ...view.zoneList().map((zone) => zone.id)].map((zone) =>
      view.cardsIn(zone).map((card) => card.id),
    ),
    comments: cards.map((id) => view.comments(id)),
    reactions: cards.map((id) => view.reactions.count(id, 'me-too')),
  };
}

test('two views of random edits converge, equal a fresh reading, and tell every change', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const random = seeded(seed);
  vi.spyOn(crypto, 'getRandomValues').mockImplementation(
    (bytes) => (bytes as unknown as Uint8Array).fill(0).map(() => random(256)) as never,
  );
  const sides = [board(), board()];
  for (const [at, { doc }] of sides.entries()) doc.clientID = at + 1;
  const mirrors = sides.map(({ view }) => {
    const mirror = new Map(view.cards);
    view.onChange((change) => {
      for (const id of change.cards) {
        const card = view.cards.get(id);
        if (card) mirror.set(id, card);
        else mirror.delete(id);
      }
    });
    return mirror;
  });
  const pick = (ids: Iterable<string>) => {
    const all = [...ids];
    return all[random(all.length || 1)] ?? '';
  };
  for (let step = 0; step < 600; step++) {
    const { view, commands } = sides[random(2)]!;
    const [card, other, zone] = [pick(view.cards.keys()), pick(view.cards.keys()), pick(view.zones.keys())];
    const acts: (() => unknown)[] = [
      () =>
        commands.addCard({ kind: KINDS[random(7)]!, zone: zone || null, pos: [random(900), random(900)] }),
      () =>
        commands.moveCards([{ id: card, pos: [random(900), random(900)], zone: random(2) ? zone : null }]),
      () => setText(commands.inside, card, ['', 'a😀', 'words', 'more words'][random(4)]!),
      () => placeIn(commands.inside, card, zone || null, other || null),
      () => turnInto(commands, card, KINDS[random(7)]!),
      () => addThread(commands.inside, 'relates', card, other),
      () => addComment(commands, card, 'hm'),
      () => react(commands.inside, card, 'me-too', random(2) === 0),
      () => random(4) || deleteCards(commands.inside, [card]),
      () => random(6) || addZone(commands.inside, { title: 'Zone' }),
      () => random(9) || deleteZone(commands.inside, zone),
      () => commands.undo(),
      () => commands.redo(),
      () => setField(commands.inside, card, 'teller', 'Dee'),
      () => join(sides[0]!.doc, sides[1]!.doc),
    ];
    acts[random(acts.length)]!();
  }
  join(sides[0]!.doc, sides[1]!.doc);
  for (const { view } of sides) view.catchUp();
  const fresh = seen(new BoardView(sides[0]!.doc, ME.participant));
  for (const [at, { view }] of sides.entries()) {
    expect(seen(view), `seed ${seed}`).toEqual(fresh);
    expect(new Map([...mirrors[at]!].sort()), `seed ${seed}`).toEqual(new Map([...view.cards].sort()));
  }
});

afterEach(() => void vi.restoreAllMocks());

test('after it is destroyed nothing is told', () => {
  const { doc, view, commands } = board();
  const changes = told(view);
  view.destroy();
  commands.addCard({ kind: 'note', pos: [0, 0] });
  doc.getMap('board').set('title', 'x');
  expect(changes).toEqual([]);
});
