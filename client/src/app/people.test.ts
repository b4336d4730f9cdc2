import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Presence } from '../wire/presence';
import { Myself } from './myself';
import { People } from './people';

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
