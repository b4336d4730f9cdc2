import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Presence } from '../wire/presence';
import { Myself } from './myself';
import { People } from './people';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('r803 I am among those who are here, with my role and my group, also when these change', () => {
  const presence = new Presence(new Y.Doc());
  const me = new Myself({
    participant: 't'.repeat(21),
    name: 'Tom',
    department: 'housing',
    role: 'contributor',
  });
  const people = new People(me, presence);
  expect(people.here.value).toEqual([
    { participant: 't'.repeat(21), name: 'Tom', department: 'housing', role: 'contributor' },
  ]);
  me.become('facilitator');
  me.speakFor('police');
  expect(people.here.value[0]).toMatchObject({ department: 'police', role: 'facilitator' });
  people.stop();
  presence.destroy();
});

test('r911 who is here and who writes is told at once, and pointers that move ask for none of it anew', () => {
  const [mine, theirs] = [new Presence(new Y.Doc()), new Presence(new Y.Doc())];
  theirs.onMine((states) => mine.hear(states));
  const me = {
    participant: 'g'.repeat(21),
    name: 'Grace',
    department: 'housing',
    role: 'contributor',
  } as const;
  const tom = { ...me, participant: 't'.repeat(21), name: 'Tom' };
  const people = new People(new Myself(me), mine);
  const say = (patch: Parameters<Presence['me']>[0]) => {
    theirs.me(patch);
    vi.advanceTimersByTime(200);
  };
  say({ ...tom, cursor: [0, 0] });
  expect(people.here.value.map(({ name }) => name)).toEqual(['Grace', 'Tom']);
  const asked = vi.spyOn(mine, 'people');
  for (let n = 0; n < 20; n++) say({ cursor: [n, n] });
  expect([...mine.others.values()][0]?.cursor).toEqual([19, 19]);
  expect(asked).not.toHaveBeenCalled();
  say({ editing: 'card' });
  expect(people.writing.value.get('card')?.name).toBe('Tom');
  say({ editing: null, name: 'Thomas' });
  expect(people.here.value[1]?.name).toBe('Thomas');
  expect(people.writing.value.size).toBe(0);
  theirs.destroy();
  vi.advanceTimersByTime(200);
  expect(people.here.value.map(({ name }) => name)).toEqual(['Grace']);
  people.stop();
  mine.destroy();
});
