import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Commands } from '../board/commands';
import { deleteCards } from '../board/commands/cards-there';
import { setText } from '../board/commands/words';
import { addZone } from '../board/commands/zones';
import type { Me } from '../board/schema';
import { BoardView } from '../board/view';
import { Digest } from './digest';

const GRACE: Me = { participant: 'grace', name: 'Grace', department: 'libraries', role: 'facilitator' };

/** Two copies of a board: what Grace does on hers arrives on mine as others' changes. */
function twoCopies() {
  const [theirs, mine] = [new Y.Doc(), new Y.Doc()];
  const arrive = () => Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs), 'server');
  const view = new BoardView(mine, 'me');
  const grace = new Commands(theirs, new BoardView(theirs, 'grace'), GRACE);
  const digest = new Digest();
  view.onChange((change) => digest.take(change, view));
  return { view, grace, digest, arrive, mine };
}

describe('the digest of others’ changes', () => {
  let room: ReturnType<typeof twoCopies>;
  let stories: string;

  beforeEach(() => {
    room = twoCopies();
    stories = addZone(room.grace.inside, { title: 'Stories' });
    room.arrive();
    room.view.catchUp();
    room.digest.begin(room.view);
  });

  const add = (text: string) => room.grace.addCard({ kind: 'story', zone: stories, pos: [0, 0], text });
  const told = () => {
    room.arrive();
    room.view.catchUp();
    return room.digest.tell(room.view);
  };

  it('gathers new cards by zone and counts the moved ones', () => {
    const first = add('We waited.');
    told();
    for (let n = 0; n < 6; n++) add(`Story ${n}`);
    room.grace.moveCards([{ id: first, pos: [50, 50] }]);
    expect(told()).toBe('6 new cards in Stories, 1 moved.');
  });

  it('says the words of a single new card', () => {
    add('Nobody told me.');
    expect(told()).toBe('New story in Stories: Nobody told me.');
  });

  it('counts a card once however often it moved, and forgets it when told', () => {
    const card = add('x');
    told();
    for (let x = 1; x < 5; x++) room.grace.moveCards([{ id: card, pos: [x, 0] }]);
    expect(told()).toBe('1 card moved.');
    expect(room.digest.empty).toBe(true);
    expect(told()).toBe('');
  });

  it('is silent about a card that came and went', () => {
    const card = add('x');
    room.arrive();
    room.view.catchUp();
    deleteCards(room.grace.inside, [card]);
    expect(told()).toBe('');
  });

  it('tells what was reworded and taken away', () => {
    const [one, two] = [add('one'), add('two')];
    told();
    setText(room.grace.inside, one, 'one more');
    deleteCards(room.grace.inside, [two]);
    expect(told()).toBe('1 card reworded, 1 taken away.');
  });

  it('never tells me what I did myself', () => {
    const me = new Commands(room.mine, room.view, { ...GRACE, participant: 'me' });
    me.addCard({ kind: 'note', pos: [0, 0], text: 'mine' });
    expect(room.digest.empty).toBe(true);
  });

  it('takes the first arrival of the board for no news', () => {
    const late = twoCopies();
    late.grace.addCard({ kind: 'note', pos: [0, 0] });
    late.arrive();
    late.view.catchUp();
    expect(late.digest.empty).toBe(true);
  });
});
