import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Presence } from './presence';

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
  vi.unstubAllGlobals();
});

function here() {
  const presence = new Presence(new Y.Doc());
  const sent: Uint8Array[] = [];
  presence.onMine((states) => sent.push(states));
  stops.push(() => presence.destroy());
  return { presence, sent };
}

function known(me: ReturnType<typeof here>) {
  const [them] = [here()];
  for (const states of me.sent) them.presence.hear(states);
  return [...them.presence.others.values()][0];
}

const WHO = { participant: 't'.repeat(21), name: 'Tom', department: 'housing', role: 'contributor' } as const;

test('the first move goes out at once, the rest at most 20 times a second, the newest wins', () => {
  const me = here();
  for (let ms = 0; ms < 1000; ms += 5) {
    me.presence.me({ ...WHO, cursor: [ms, 0] });
    if (ms === 0) expect(me.sent).toHaveLength(1);
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(100);
  expect(me.sent.length).toBeGreaterThanOrEqual(19);
  expect(me.sent.length).toBeLessThanOrEqual(21);
  expect(known(me)?.cursor).toEqual([995, 0]);
});

test('what was told before stays when something else is told', () => {
  const me = here();
  me.presence.me({ ...WHO, editing: 'card' });
  me.presence.me({ cursor: [1, 2] });
  vi.advanceTimersByTime(60);
  expect(known(me)).toMatchObject({ editing: 'card', cursor: [1, 2], name: 'Tom' });
});

test('it says now and then that it is still here', () => {
  const me = here();
  me.presence.me(WHO);
  vi.advanceTimersByTime(31_000);
  expect(me.sent.length).toBeGreaterThanOrEqual(2);
});

test('a tab that nobody sees is away and points nowhere', () => {
  const document = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', document);
  const me = here();
  me.presence.me({ ...WHO, cursor: [5, 5] });
  document.hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(60);
  expect(known(me)).toMatchObject({ away: true, cursor: null });
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(60);
  expect(known(me)).toMatchObject({ away: false });
});

test('states are trusted in no part; one without a participant is nobody', () => {
  const me = here();
  me.presence.me({
    ...WHO,
    cursor: ['x'],
    holding: [1, 'a'],
    dragging: { a: [1, 2], b: 'c' },
    caret: 5,
  } as never);
  expect(known(me)).toMatchObject({ cursor: null, holding: ['a'], dragging: { a: [1, 2] } });
  expect(known(me)).not.toHaveProperty('caret');
  const nobody = here();
  nobody.presence.me({ cursor: [1, 1] });
  expect(known(nobody)).toBeUndefined();
});

test('holding half the board still fits into what a state may be', () => {
  const me = here();
  const ids = Array.from({ length: 500 }, (_, at) => `${at}`.padStart(21, 'x'));
  const dragging = Object.fromEntries(ids.map((id) => [id, [123456.789, 234567.891] as const]));
  me.presence.me({
    ...WHO,
    holding: ids,
    dragging,
    editing: ids[0]!,
    cursor: [1e6, 1e6],
    view: [1e6, 1e6, 1],
  });
  expect(me.sent.at(-1)!.length).toBeLessThan(2048);
});

test('one person with two tabs is one person', () => {
  const [a, b, reader] = [here(), here(), here()];
  for (const { presence, sent } of [a, b]) {
    presence.me(WHO);
    for (const states of sent) reader.presence.hear(states);
  }
  expect([reader.presence.others.size, reader.presence.people()]).toEqual([2, [WHO]]);
});

test('whoever has not been heard of for half a minute is gone', () => {
  const [me, them] = [here(), here()];
  them.presence.me(WHO);
  me.presence.hear(them.sent.at(-1)!);
  expect(me.presence.others.size).toBe(1);
  vi.advanceTimersByTime(34_000);
  expect(me.presence.others.size).toBe(0);
});

test('r891 few are told of at every step, a crowd ten times a second with the newest of each', () => {
  const me = here();
  const told = vi.fn();
  me.presence.onChange(told);
  const move = (people: ReturnType<typeof here>[], seconds: number) => {
    told.mockClear();
    for (let step = 0; step < seconds * 20; step++) {
      for (const { presence, sent } of people) {
        presence.me({ ...WHO, cursor: [step, 0] });
        vi.advanceTimersByTime(50 / people.length);
        for (const states of sent.splice(0)) me.presence.hear(states);
      }
    }
    return told.mock.calls.length / seconds;
  };
  expect(move([here(), here(), here()], 1)).toBeGreaterThan(50);
  const crowd = Array.from({ length: 20 }, here);
  move(crowd, 1);
  const often = move(crowd, 2);
  expect(often).toBeGreaterThan(8);
  expect(often).toBeLessThan(12);
  expect([...me.presence.others.values()].filter(({ cursor }) => cursor?.[0] === 39)).toHaveLength(20);
  vi.advanceTimersByTime(1000);
  told.mockClear();
  crowd[0]!.presence.me({ cursor: [7, 7] });
  me.presence.hear(crowd[0]!.sent.at(-1)!);
  expect(told).toHaveBeenCalledOnce(); // at once after quiet
});
