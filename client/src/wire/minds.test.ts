import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Minds } from './minds';

// lib0 takes hold of Date.now when it is loaded: give it one that looks at the test's clock.
vi.hoisted(() => {
  const [RealDate, now] = [Date, Date.now];
  RealDate.now = () => (globalThis.Date === RealDate ? now() : globalThis.Date.now());
});

const stops: (() => void)[] = [];

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

function ours(client = 7) {
  const [said, news] = [vi.fn<(states: Uint8Array) => void>(), vi.fn()];
  const minds = new Minds(client, '{"a":0}', { said, news });
  stops.push(() => minds.destroy());
  return { minds, said, news };
}

function stock() {
  const awareness = new Awareness(new Y.Doc());
  stops.push(() => awareness.destroy());
  return awareness;
}

/** What a stock client says of someone. */
function telling(client: number, clock: number, state: object | null): Uint8Array {
  const teller = stock();
  teller.meta.set(client, { clock, lastUpdated: Date.now() });
  return encodeAwarenessUpdate(teller, [client], new Map([[client, state]]) as never);
}

test('r890 a stock client takes every state of ours, and that we are gone', () => {
  const [{ minds, said }, them] = [ours(), stock()];
  said.mockImplementation((states) => applyAwarenessUpdate(them, states, null));
  minds.say();
  expect(them.getStates().get(7)).toEqual({ a: 0 });
  minds.say('{"a":1}');
  expect(them.getStates().get(7)).toEqual({ a: 1 });
  minds.destroy();
  expect(them.getStates().has(7)).toBe(false);
});

test('r890 we take every state of a stock client, of several at once, and that it is gone', () => {
  const [{ minds }, them] = [ours(), stock()];
  const all = () => [...them.getStates().keys(), them.clientID];
  them.setLocalState({ name: 'Ünal 🙂' });
  minds.hear(encodeAwarenessUpdate(them, [them.clientID]));
  expect([...minds.read()]).toEqual([[them.clientID, { name: 'Ünal 🙂' }]]);
  applyAwarenessUpdate(them, telling(9, 4, { b: 2 }), null);
  them.setLocalState({ name: 'Ann' });
  minds.hear(encodeAwarenessUpdate(them, [...new Set(all())]));
  expect(Object.fromEntries(minds.read())).toEqual({ [them.clientID]: { name: 'Ann' }, 9: { b: 2 } });
  them.setLocalState(null);
  minds.hear(encodeAwarenessUpdate(them, [them.clientID]));
  expect([...minds.read()]).toEqual([[them.clientID, null]]);
});

test('r890 only the newest counts, whatever comes late; a null at the clock one knows takes it back', () => {
  const { minds, news } = ours();
  minds.hear(telling(9, 5, { n: 5 }));
  minds.hear(telling(9, 6, { n: 6 }));
  minds.hear(telling(9, 4, { n: 4 }));
  minds.hear(telling(9, 6, { n: 'again' }));
  expect([...minds.read()]).toEqual([[9, { n: 6 }]]);
  news.mockClear();
  minds.hear(telling(9, 5, null));
  minds.hear(telling(9, 6, { n: 6 }));
  expect(news).not.toHaveBeenCalled();
  minds.hear(telling(9, 6, null));
  expect([...minds.read()]).toEqual([[9, null]]);
  minds.hear(telling(9, 6, { n: 'a ghost' }));
  minds.hear(telling(9, 6, null));
  expect(minds.read().size).toBe(0);
  minds.hear(telling(9, 7, { n: 7 }));
  expect([...minds.read()]).toEqual([[9, { n: 7 }]]);
});

test('someone who came and went between two looks is gone, and nothing else', () => {
  const { minds } = ours();
  minds.hear(telling(9, 1, {}));
  minds.hear(telling(9, 2, null));
  expect([...minds.read()]).toEqual([[9, null]]);
});

test('nobody takes back that I am here: I say so again, in a way that counts', () => {
  const [{ minds, said }, them] = [ours(7), stock()];
  minds.say('{"a":1}');
  applyAwarenessUpdate(them, telling(7, 40, null), null);
  said.mockImplementation((states) => applyAwarenessUpdate(them, states, null));
  minds.hear(telling(7, 40, null));
  expect(them.getStates().get(7)).toEqual({ a: 1 });
  minds.hear(telling(7, 60, { a: 'forged' }));
  expect(minds.read().size).toBe(0);
  minds.say();
  expect(them.getStates().get(7)).toEqual({ a: 1 });
});

test('who kept still while the line was broken comes back with the clock they had', () => {
  const { minds } = ours();
  minds.hear(telling(9, 5, { n: 5 }));
  minds.read();
  minds.forget();
  expect([...minds.read()]).toEqual([[9, null]]);
  minds.hear(telling(9, 5, { n: 5 }));
  expect([...minds.read()]).toEqual([[9, { n: 5 }]]);
});

test('who says nothing for half a minute is gone, and one who says again that they are here is not', () => {
  const { minds, news, said } = ours();
  minds.hear(telling(9, 1, {}));
  minds.hear(telling(10, 1, {}));
  minds.read();
  vi.advanceTimersByTime(20_000);
  minds.hear(telling(10, 2, {}));
  minds.read();
  news.mockClear();
  vi.advanceTimersByTime(14_000);
  expect(news).toHaveBeenCalled();
  expect([...minds.read()]).toEqual([[9, null]]);
  expect(said).toHaveBeenCalledTimes(2); // 15 and 30 s
});

test('a state that is no JSON is nobody, and those beside it are read', () => {
  const { minds } = ours();
  const bytes = telling(9, 1, { ab: 1 });
  bytes[bytes.length - 1] = 0x7b;
  minds.hear(bytes);
  minds.hear(telling(10, 1, { n: 1 }));
  expect(Object.fromEntries(minds.read())).toEqual({ 9: null, 10: { n: 1 } });
});
