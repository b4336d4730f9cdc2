import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Line } from './line';

/** A socket that does what the test says. */
class Socket {
  static made: Socket[] = [];
  readyState = 0;
  binaryType = '';
  onopen?: () => void;
  onmessage?: (event: { data: ArrayBuffer }) => void;
  onclose?: (event: { code: number }) => void;
  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    Socket.made.push(this);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  fail(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const window = new EventTarget();
const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const heard: string[] = [];
let line: Line;

beforeEach(() => {
  vi.useFakeTimers();
  for (const [name, value] of Object.entries({ WebSocket: Socket, window, document }))
    vi.stubGlobal(name, value);
  Socket.made = [];
  heard.length = 0;
  line = new Line('ws://x', {
    opened: () => heard.push('opened'),
    received: () => heard.push('received'),
    closed: (code, final) => heard.push(`closed ${code}${final ? ' for good' : ''}`),
  });
});

afterEach(() => {
  line.destroy();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const last = () => Socket.made.at(-1)!;

function waits(random: number, failures: number): number[] {
  vi.spyOn(Math, 'random').mockReturnValue(random);
  return Array.from({ length: failures }, () => {
    const [made, began] = [Socket.made.length, Date.now()];
    last().fail();
    while (Socket.made.length === made) vi.advanceTimersToNextTimer();
    return Date.now() - began;
  });
}

test('it offers our subprotocol', () => {
  expect(last().protocol).toBe('sameroom.1');
});

test('each failure doubles the wait up to a quarter of a minute', () => {
  expect(waits(0.5, 8)).toEqual([300, 600, 1200, 2400, 4800, 9600, 15_000, 15_000]);
});

test('no two people need wait equally long', () => {
  expect(waits(0, 3)).toEqual([150, 300, 600]);
  line.good();
  expect(waits(0.999, 3).map((wait) => Math.round(wait / 10))).toEqual([45, 90, 180]);
});

test('opening alone does not make the next wait short again: the room may let in and send away', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  waits(0.5, 4);
  last().open();
  expect(waits(0.5, 1)).toEqual([4800]);
  last().open();
  line.good();
  expect(waits(0.5, 1)).toEqual([300]);
});

test('codes from 4400 to 4499 are final', () => {
  last().open();
  last().fail(4403);
  vi.advanceTimersByTime(60_000);
  window.dispatchEvent(new Event('online'));
  expect([heard.at(-1), Socket.made.length]).toEqual(['closed 4403 for good', 1]);
});

test('when nothing opens twice in a row, the server is asked, and its refusal is final', async () => {
  const answers: (number | null)[] = [null, 4403];
  const whyNot = vi.fn(async () => answers.shift() ?? null);
  line.destroy();
  const closed = vi.fn();
  line = new Line('ws://x', { opened: () => undefined, received: () => undefined, closed, whyNot });
  last().fail();
  expect(whyNot).not.toHaveBeenCalled();
  for (const times of [1, 2]) {
    await vi.advanceTimersByTimeAsync(30_000);
    last().fail();
    await vi.advanceTimersByTimeAsync(0);
    expect(whyNot).toHaveBeenCalledTimes(times);
  }
  expect(closed).toHaveBeenLastCalledWith(4403, true, '');
  const made = Socket.made.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Socket.made.length).toBe(made);
});

test('a connection that opened once is not asked about', async () => {
  const whyNot = vi.fn(async () => 4403);
  line.destroy();
  line = new Line('ws://x', {
    opened: () => undefined,
    received: () => undefined,
    closed: () => undefined,
    whyNot,
  });
  for (const open of [true, false, true, false]) {
    if (open) last().open();
    last().fail();
    await vi.advanceTimersByTimeAsync(30_000);
  }
  expect(whyNot).not.toHaveBeenCalled();
});

test('it tries at once when the browser comes online and when the tab is seen again', () => {
  waits(0.5, 6);
  last().fail();
  window.dispatchEvent(new Event('online'));
  expect(Socket.made).toHaveLength(8);
  last().fail();
  document.dispatchEvent(new Event('visibilitychange'));
  expect(Socket.made).toHaveLength(9);
});

test('it hangs up as soon as the browser is offline, and hears no more of the old socket', () => {
  const old = last();
  old.open();
  window.dispatchEvent(new Event('offline'));
  expect(heard).toEqual(['opened', 'closed 1006']);
  old.fail();
  old.onmessage?.({ data: new ArrayBuffer(1) });
  expect(heard).toEqual(['opened', 'closed 1006']);
  vi.advanceTimersByTime(500);
  expect(Socket.made).toHaveLength(2);
});

test('half a minute of silence ends a line, anything heard keeps it', () => {
  last().open();
  vi.advanceTimersByTime(29_000);
  last().onmessage?.({ data: new ArrayBuffer(1) });
  vi.advanceTimersByTime(29_000);
  expect(Socket.made).toHaveLength(1);
  vi.advanceTimersByTime(5_000);
  expect(Socket.made).toHaveLength(2);
});

test('a tab that slept knows on waking that the line is dead', () => {
  last().open();
  vi.setSystemTime(Date.now() + 3_600_000);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(Socket.made).toHaveLength(2);
});
