import { describe, expect, it } from 'vitest';
import type { Adds, Kind } from '../board/schema';
import { addsOf, choiceOf, type Who } from './adds';

describe('who may add what', () => {
  it('r642 comes back as it was chosen, kinds of the same people together', () => {
    const chosen = new Map<Kind, Who>([
      ['story', ['citizen', 'housing']],
      ['problem', 'everyone'],
      ['idea', ['housing', 'citizen']],
      ['note', 'everyone'],
      ['commitment', []],
    ]);
    const adds = addsOf(chosen);
    expect(adds).toEqual([
      { kinds: ['story', 'idea'], roles: [], departments: ['citizen', 'housing'] },
      { kinds: ['problem', 'note'], roles: [], departments: [] },
      { kinds: ['commitment'], roles: ['facilitator'], departments: [] },
    ]);
    expect(addsOf(choiceOf(adds))).toEqual(adds);
    expect(addsOf(choiceOf([]))).toEqual([]);
  });

  it('r642 reads whatever a stage holds as the same rights', () => {
    const adds: Adds[] = [
      { kinds: ['story'], roles: ['contributor'], departments: ['citizen'] },
      { kinds: ['story', 'note'], roles: ['facilitator'], departments: ['housing'] },
      { kinds: ['note'], roles: ['contributor', 'facilitator'], departments: [] },
    ];
    expect([...choiceOf(adds)]).toEqual([
      ['story', ['citizen']],
      ['note', 'everyone'],
    ]);
  });
});
