// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Commands } from '../board/commands';
import { BoardView } from '../board/view';
import type { LocalCopy } from '../wire/local';
import { App } from './app';
import type { Boot } from './boot';
import { openAnew, startAfresh } from './reset';
import type { OpenSession } from './session';

const ME = { participant: 'me', name: 'Helen', department: 'housing', role: 'facilitator' } as const;
const BOOT: Boot = { board: { id: 'b', title: 'Damp', epoch: 1 }, me: ME, sync: '/sync/b', version: '1' };

/** A session without a server; what the server has is put into it by hand. */
function session(update?: Uint8Array): OpenSession {
  const doc = new Y.Doc();
  if (update) Y.applyUpdate(doc, update, 'server');
  const view = new BoardView(doc, ME.participant);
  view.catchUp();
  const presence = { onChange: () => () => {}, people: () => [], others: new Map(), destroy: vi.fn() };
  const saved = signal({ state: 'saving', waiting: 1 });
  const connection = { saved, synced: signal(false), refused: signal(null), destroy: vi.fn() };
  const copy = () => ({ clear: vi.fn(async () => {}), close: vi.fn(async () => {}) }) as unknown as LocalCopy;
  const commands = new Commands(doc, view, ME);
  const mine = { doc: new Y.Doc() };
  const own = { synced: signal(false), close: vi.fn(), wake: vi.fn() };
  const copies = { copy: copy(), mineCopy: copy() };
  return { doc, view, commands, presence, connection, mine, own, ...copies } as unknown as OpenSession;
}

describe('starting afresh', () => {
  let old: OpenSession;
  let app: App;
  const reset = {
    code: 'refused',
    words: 'Amara locked this card while you were offline.',
    touched: new Set<string>(),
  };

  beforeEach(() => {
    localStorage.clear();
    old = session();
    app = new App(BOOT, old);
  });

  const arrive = (fresh: OpenSession) => {
    (fresh.connection.synced as unknown as { value: boolean }).value = true;
  };

  it('offers back the words that the fresh copy does not have', async () => {
    const card = old.commands.addCard({ kind: 'story', pos: [0, 0], text: 'and again on the Friday' });
    const fresh = await startAfresh(app, old, { ...reset, touched: new Set([card]) }, async () => session());
    expect(app.overlay.value).toBeNull();
    arrive(fresh);
    expect(app.overlay.value).toEqual({ kind: 'lost' });
    expect(app.lost.words.value).toEqual([{ id: card, label: '', text: 'and again on the Friday' }]);
    expect(app.lost.why.value).toBe(reset.words);
  });

  it('keeps them on this device, so that a reload still has them', async () => {
    old.commands.addCard({ kind: 'note', pos: [0, 0], text: 'never sent' });
    await startAfresh(app, old, reset, async () => session());
    expect(new App(BOOT, session()).lost.words.value.map(({ text }) => text)).toEqual(['never sent']);
  });

  it('offers nothing that the server has after all', async () => {
    const card = old.commands.addCard({ kind: 'note', pos: [0, 0], text: 'kept' });
    const kept = Y.encodeStateAsUpdate(old.doc);
    arrive(await startAfresh(app, old, { ...reset, touched: new Set([card]) }, async () => session(kept)));
    expect(app.overlay.value).toBeNull();
    expect(app.lost.words.value).toEqual([]);
  });

  it('r843 offers back what only I could see, once neither my own document nor the board is found to have it', async () => {
    const [kept, stalled] = ['What if one letter came', 'What if the library weighed babies?'].map(
      (words) => {
        const card = new Y.Map<unknown>([
          ['kind', 'idea'],
          ['text', new Y.Text(words)],
        ]);
        const id = words.slice(-6);
        old.mine.doc.getMap('cards').set(id, card);
        return id;
      },
    ) as [string, string];
    const board = new Y.Doc();
    const shown = new Y.Map<unknown>([
      ['kind', 'idea'],
      ['text', new Y.Text('What if one letter came')],
    ]);
    board.getMap('cards').set(kept, shown);
    const refusal = { ...reset, touched: new Set([kept, stalled]) };
    const fresh = await startAfresh(
      app,
      old,
      refusal,
      async () => session(Y.encodeStateAsUpdate(board)),
      true,
    );
    expect(fresh.own.wake).toHaveBeenCalled();
    arrive(fresh);
    expect(app.overlay.value).toBeNull();
    (fresh.own.synced as unknown as { value: boolean }).value = true;
    expect(app.overlay.value).toEqual({ kind: 'lost' });
    expect(app.lost.words.value.map(({ id }) => id)).toEqual([stalled]);
  });

  it('replaces the session as a whole, after the old copy is cleared', async () => {
    app.selection.value = new Set(['x']);
    app.editing.value = 'x';
    const fresh = await startAfresh(app, old, reset, async () => {
      expect(old.copy.clear).toHaveBeenCalled();
      return session();
    });
    expect(app.session.value).toBe(fresh);
    expect(old.connection.destroy).toHaveBeenCalled();
    expect([app.selection.value.size, app.editing.value]).toEqual([0, null]);
  });

  it('leaves no copy in the browser where something was erased, and puts unsent words aside', async () => {
    const card = old.commands.addCard({ kind: 'story', pos: [0, 0], text: 'what I was typing' });
    const reload = vi.fn();
    await openAnew(app, old, { ...reset, code: 'rewritten', touched: new Set([card]) }, reload);
    expect(old.copy.clear).toHaveBeenCalled();
    expect(old.mineCopy.clear).toHaveBeenCalled();
    expect(app.lost.words.value).toEqual([{ id: card, label: '', text: 'what I was typing' }]);
    expect(reload).toHaveBeenCalledOnce();
  });
});
