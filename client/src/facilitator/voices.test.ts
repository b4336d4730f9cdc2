import { describe, expect, it } from 'vitest';
import type { CardView } from '../board/schema';
import { type Here, voicesByGroup, voicesByPlace } from './voices';

const by = (department: string, author: string, hidden = false) =>
  ({ department, author, hidden }) as unknown as CardView;

function people(department: string, n: number, remote = false): Here[] {
  return Array.from({ length: n }, (_, at) => ({
    participant: `${department}${at}`,
    department,
    role: 'contributor',
    remote,
  }));
}

describe('voices', () => {
  it('r345 tells of groups of three or more what they wrote and who is quiet, never of a person', () => {
    const here = [...people('citizen', 4), ...people('ho', 3), ...people('gp', 2)];
    const cards = [
      ...Array.from({ length: 8 }, () => by('citizen', 'citizen0')),
      by('ho', 'ho0'),
      by('gp', 'gp0'),
      by('ho', 'ho1', true),
    ];
    expect(voicesByGroup(cards, here)).toEqual([
      { id: 'citizen', people: 4, cards: 8, quiet: false },
      { id: 'ho', people: 3, cards: 1, quiet: true },
    ]);
  });

  it('r345 counts neither who runs the room nor who only watches', () => {
    const here = [...people('ho', 3).map((one) => ({ ...one, role: 'facilitator' })), ...people('gp', 3)];
    expect(voicesByGroup([by('ho', 'ho0')], here).map(({ id }) => id)).toEqual(['gp']);
    const runs = [{ participant: 'amara', department: 'gp', role: 'facilitator', remote: false }];
    expect(voicesByGroup([by('gp', 'amara'), by('gp', 'gp0')], [...people('gp', 3), ...runs])[0]?.cards).toBe(
      1,
    );
  });

  it('r345 tells of the room and of elsewhere only where both have three people', () => {
    const room = people('ho', 4);
    const cards = [by('ho', 'ho0'), by('ho', 'ho1'), by('gp', 'gp0'), by('gp', 'gone')];
    expect(voicesByPlace(cards, [...room, ...people('gp', 2, true)])).toEqual([]);
    expect(voicesByPlace(cards, [...room, ...people('gp', 3, true)])).toEqual([
      { id: 'room', people: 4, cards: 2, quiet: false },
      { id: 'remote', people: 3, cards: 1, quiet: false },
    ]);
    expect(voicesByPlace(cards, room)).toEqual([]);
  });

  it('r345 calls nobody quiet while nobody has written', () => {
    const here = [...people('ho', 3), ...people('gp', 3)];
    expect(voicesByGroup([], here).some(({ quiet }) => quiet)).toBe(false);
  });
});
