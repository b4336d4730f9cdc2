import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { BoardView } from '../board/view';
import { homeOf, stageKind, stageName, steps } from './stage';

function board(session: Record<string, unknown>, zones: Record<string, string[]> = {}): BoardView {
  const doc = new Y.Doc();
  for (const [key, value] of Object.entries(session)) doc.getMap('session').set(key, value);
  for (const [n, [title, kinds]] of Object.entries(zones).entries())
    doc.getMap('zones').set(
      title,
      new Y.Map<unknown>([
        ['title', title],
        ['kinds', kinds],
        ['order', `a${n}`],
      ]),
    );
  return new BoardView(doc);
}

const ME = { participant: 'p', name: 'P', department: 'citizen', role: 'contributor' } as const;

describe('the stages', () => {
  it('are done before the one that is now, and next after it', () => {
    expect(steps([{ name: 'Arrive' }, { name: 'Listen' }, { name: 'Define' }], 1)).toEqual([
      { name: 'Arrive', number: 1, state: 'done' },
      { name: 'Listen', number: 2, state: 'now' },
      { name: 'Define', number: 3, state: 'next' },
    ]);
  });

  it('name the kind of card the moment is for', () => {
    const view = board({ stages: ['Arrive', 'Listen', 'Define', 'Imagine', 'Commit'], stage: 3 });
    expect(stageName(view)).toBe('Imagine');
    expect(stageKind(view, ME)).toBe('idea');
  });

  it('leave it to the first zone when there are none or the name is unknown', () => {
    expect(stageKind(board({}, { Stories: ['story'], Ideas: ['idea'] }), ME)).toBe('story');
    expect(stageKind(board({ stages: ['Tea'], stage: 0 }, { Ideas: ['idea'] }), ME)).toBe('idea');
    expect(stageKind(board({}), ME)).toBe('note');
  });
});

describe('the home of a kind', () => {
  it('is the first zone that takes it', () => {
    const view = board({}, { Stories: ['story'], Ideas: ['idea', 'challenge'] });
    expect(homeOf(view, 'challenge')?.title).toBe('Ideas');
    expect(homeOf(view, 'commitment')).toBeNull();
  });
});
