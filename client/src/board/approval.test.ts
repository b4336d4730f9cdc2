import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { approvalOf, asks, waits } from './approval';
import { Commands } from './commands';
import { setField, setText } from './commands/words';
import { Private } from './private';
import type { Me } from './schema';
import { BoardView } from './view';

const ME: Me = { participant: 'me', name: 'Me', department: 'citizen', role: 'contributor' };

let board: Y.Doc;
let own: Y.Doc;
let mine: Private;
let view: BoardView;
let commands: Commands;

beforeEach(() => {
  [board, own] = [new Y.Doc(), new Y.Doc()];
  mine = new Private(own, board);
  view = new BoardView(board, ME.participant, mine);
  mine.mustWait = (kind) => waits(view.session.approval, ME, kind);
  commands = new Commands(board, view, ME, mine);
  board.getMap('session').set('approve', { everyone: false, groups: ['citizen'], kinds: [] });
});

/** The server's word in my own document. */
function say(key: string, card: string, value: unknown): void {
  const said = own.getMap('session');
  if (!said.has(key)) said.set(key, new Y.Map());
  (said.get(key) as Y.Map<unknown>).set(card, value);
}

/** The server puts my card on the board. */
function show(card: string): void {
  const text = view.cards.get(card)!.text;
  const entry = { kind: 'note', pos: [0, 0, 0], author: 'me', label: 'N1', fields: new Y.Map([]), tags: [] };
  board.getMap('cards').set(card, new Y.Map(Object.entries({ ...entry, text: new Y.Text(text) })));
  say('moved', card, { text });
}

describe('whose words are looked at first', () => {
  it('is told by everyone, group and kind, and never of facilitators', () => {
    const some = approvalOf({ groups: ['citizen'], kinds: ['story'] });
    expect(waits(some, ME, 'note')).toBe(true);
    expect(waits(some, { ...ME, department: 'housing' }, 'story')).toBe(true);
    expect(waits(some, { ...ME, department: 'housing' }, 'note')).toBe(false);
    expect(asks(some, { ...ME, role: 'facilitator' })).toBe(false);
    expect(asks(approvalOf(undefined), ME)).toBe(false);
  });

  it('has my cards wait in my own document, and says where they stand', () => {
    const card = commands.addCard({ kind: 'note', pos: [0, 0], text: 'mine' });
    expect(board.getMap('cards').size).toBe(0);
    expect(view.cards.get(card)).toMatchObject({ silent: true, desk: 'waiting' });
    say('desk', card, { state: 'back', reason: 'Which one?', at: 1 });
    expect(view.cards.get(card)).toMatchObject({ desk: 'back', deskWhy: 'Which one?' });
  });

  it('keeps what I write on after the yes in my own document, fields too, and does not go over', () => {
    const card = commands.addCard({ kind: 'note', pos: [0, 0], text: 'mine' });
    show(card);
    expect(view.cards.get(card)?.silent).toBeUndefined();
    expect(setText(commands.inside, card, 'mine, and more')).toBe(true);
    expect(setField(commands.inside, card, 'helped', 'me')).toBe(true);
    expect(setField(commands.inside, card, 'keep', 'room')).toBe(true); // what a teller allows never waits
    mine.settle(null, () => false);
    expect(mine.where(card)).toBe('both');
    const there = board.getMap('cards').get(card) as Y.Map<unknown>;
    expect(String(there.get('text'))).toBe('mine');
    expect((there.get('fields') as Y.Map<unknown>).toJSON()).toEqual({ keep: 'room' });
    expect(view.cards.get(card)).toMatchObject({
      text: 'mine, and more',
      fields: { helped: 'me', keep: 'room' },
    });
    say('desk', card, { state: 'waiting', at: 1 });
    expect(view.cards.get(card)).toMatchObject({ desk: 'waiting' });
  });

  it('offers no words where the server would refuse them', () => {
    const card = new Y.Map(Object.entries({ kind: 'note', pos: [0, 0, 0], text: new Y.Text('theirs') }));
    board.getMap('cards').set('theirs', card);
    expect(commands.mayReword('theirs')).not.toBe(true);
    expect(commands.mayComment('theirs')).not.toBe(true);
    expect(commands.mayEdit('theirs')).toBe(true); // it can be moved
    expect(setText(commands.inside, 'theirs', 'mine now')).not.toBe(true);
  });

  it('keeps a card in sight while the board is still bringing it, and not for ever', () => {
    const card = commands.addCard({ kind: 'note', pos: [0, 0], text: 'mine' });
    const seen: boolean[] = [];
    view.onChange((change) => change.cards.has(card) && seen.push(view.cards.has(card)));
    say('moved', card, { text: 'mine' });
    expect(view.cards.has(card)).toBe(true);
    const entry = {
      kind: 'note',
      pos: [0, 0, 0],
      author: 'me',
      label: 'N1',
      fields: new Y.Map([]),
      tags: [],
    };
    board.getMap('cards').set(card, new Y.Map(Object.entries({ ...entry, text: new Y.Text('mine') })));
    expect(seen).toContain(true);
    expect(seen).not.toContain(false);
    const gone = commands.addCard({ kind: 'note', pos: [0, 0], text: 'taken off before it came' });
    vi.useFakeTimers();
    say('moved', gone, { text: 'taken off before it came' });
    expect(mine.where(gone)).toBe('hidden');
    vi.advanceTimersByTime(11_000);
    expect(mine.where(gone)).toBe('board');
    vi.useRealTimers();
  });

  it('does not show a card again that was taken off the board', () => {
    const card = commands.addCard({ kind: 'note', pos: [0, 0], text: 'mine' });
    show(card);
    board.getMap('cards').delete(card);
    expect(mine.where(card)).toBe('board');
    (own.getMap('session').get('moved') as Y.Map<unknown>).delete(card);
    expect(mine.where(card)).toBe('hidden'); // the yes was taken back
  });
});
