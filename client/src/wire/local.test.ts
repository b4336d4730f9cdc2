import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { LocalCopy } from './local';

const COPY = { board: 'b'.repeat(21), epoch: 3, participant: 'p'.repeat(21) };
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const copies: LocalCopy[] = [];

afterEach(async () => {
  vi.unstubAllGlobals();
  for (const copy of copies.splice(0)) await copy.clear();
});

async function opened(of = COPY) {
  const doc = new Y.Doc();
  const copy = new LocalCopy(doc, of);
  copies.push(copy);
  await copy.ready;
  return { doc, copy };
}

async function names() {
  return (await indexedDB.databases()).map(({ name }) => name).sort();
}

test('what was written is there on the next visit', async () => {
  const first = await opened();
  expect(first.copy.keeps.value).toBe(true);
  first.doc.getMap('board').set('title', 'Offline');
  await first.copy.close();
  const second = await opened();
  expect(second.doc.getMap('board').get('title')).toBe('Offline');
});

test('its name holds nothing personal, and copies of other epochs are deleted', async () => {
  const old = await opened({ ...COPY, epoch: 2 });
  await old.copy.close();
  const other = await opened({ ...COPY, board: 'c'.repeat(21), epoch: 2 });
  await opened();
  await until(async () =>
    expect(await names()).toEqual([
      `sameroom:${COPY.board}:3:${COPY.participant}`,
      `sameroom:${'c'.repeat(21)}:2:${COPY.participant}`,
    ]),
  );
  expect(other.copy.keeps.value).toBe(true);
});

test('cleared, it is gone', async () => {
  const { doc, copy } = await opened();
  doc.getMap('board').set('title', 'x');
  await copy.clear();
  expect(await names()).toEqual([]);
  doc.getMap('board').set('title', 'still works');
});

test('without IndexedDB the board works and says that nothing is kept here', async () => {
  for (const broken of [
    undefined,
    {
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
    },
    {
      open: () => {
        const asked = {} as IDBOpenDBRequest;
        queueMicrotask(() => asked.onerror?.(new Event('error')));
        return asked;
      },
    },
  ]) {
    vi.stubGlobal('indexedDB', broken);
    const { doc, copy } = await opened();
    doc.getMap('board').set('title', 'x');
    expect(copy.keeps.value).toBe(false);
    await copy.clear();
  }
});

test('the page does not wait long for a slow copy', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('indexedDB', { open: () => ({}) });
  const copy = new LocalCopy(new Y.Doc(), COPY);
  let ready = false;
  void copy.ready.then(() => {
    ready = true;
  });
  await vi.advanceTimersByTimeAsync(299);
  expect(ready).toBe(false);
  await vi.advanceTimersByTimeAsync(2);
  expect(ready).toBe(true);
  vi.useRealTimers();
});

test('when another tab deletes the copy, changes still reach everyone else', async () => {
  const { doc, copy } = await opened();
  const heard: unknown[] = [];
  doc.on('update', () => heard.push('update'));
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(`sameroom:${COPY.board}:3:${COPY.participant}`);
    asked.onsuccess = resolve;
  });
  doc.getMap('board').set('title', 'x');
  expect([heard.length, copy.keeps.value]).toEqual([1, false]);
});
