// The same cards as notes of tldraw, the same threads as its arrows, and a way for the measuring script to drive it.
import { getAssetUrlsByImport } from '@tldraw/assets/imports.vite';
import { createRoot } from 'react-dom/client';
import { createBindingId, createShapeId, InstancePresenceRecordType, Tldraw, toRichText } from 'tldraw';
import { connected } from './connected.js';
import 'tldraw/tldraw.css';

const { cards, threads } = await (await fetch('/board.json')).json();
const ids = cards.map((_, n) => createShapeId(`card${n}`));
const COLOURS = ['red', 'blue', 'yellow', 'green', 'violet'];

function fill(editor) {
  editor.run(() => {
    editor.createShapes(
      cards.map(({ x, y, words, kind }, n) => ({
        id: ids[n],
        type: 'note',
        x,
        y,
        props: { richText: toRichText(words), size: 's', color: COLOURS[kind] },
      })),
    );
    editor.createShapes(threads.map((_, n) => ({ id: createShapeId(`thread${n}`), type: 'arrow' })));
    editor.createBindings(
      threads.flatMap(([from, to], n) =>
        [
          ['start', from],
          ['end', to],
        ].map(([terminal, card]) => ({
          id: createBindingId(`${terminal}${n}`),
          type: 'arrow',
          fromId: createShapeId(`thread${n}`),
          toId: ids[card],
          props: { terminal, normalizedAnchor: { x: 0.5, y: 0.5 }, isExact: false, isPrecise: false },
        })),
      ),
    );
  });
  editor.clearHistory();
}

function people(editor, t) {
  return Array.from({ length: 50 }, (_, n) =>
    InstancePresenceRecordType.create({
      id: InstancePresenceRecordType.createId(`p${n}`),
      currentPageId: editor.getCurrentPageId(),
      userId: `user${n}`,
      userName: `Person ${n}`,
      lastActivityTimestamp: Date.now(),
      cursor: { x: 700 + 500 * Math.sin(t + n), y: 450 + 300 * Math.cos(t * 1.3 + n), type: 'default', rotation: 0 },
    }),
  );
}

/** As its own client does (sync-core, TLSyncClient.ts): what came in is taken up together, at most 30 times a second. */
const TAKEN_MS = 1000 / 30;

function listen(editor, address) {
  editor.store.mergeRemoteChanges(() => editor.store.put(people(editor, 0)));
  let inbox = [];
  let asked = 0;
  let taken = 0;
  const take = (now) => {
    asked = 0;
    if (now - taken < TAKEN_MS - 2) return ask();
    taken = now;
    const news = new Map();
    for (const { diff } of inbox)
      for (const [id, [, patch]] of Object.entries(diff))
        news.set(id, patched(news.get(id) ?? editor.store.get(id), patch));
    inbox = [];
    editor.store.mergeRemoteChanges(() => editor.store.put([...news.values()]));
  };
  const ask = () => {
    asked ||= requestAnimationFrame(take);
  };
  return connected(address, (message) => {
    inbox.push(...message.data);
    ask();
  });
}

function patched(before, patch) {
  const after = { ...before };
  for (const [key, [how, what]] of Object.entries(patch)) after[key] = how === 'patch' ? patched(before[key], what) : what;
  return after;
}

function onMount(editor) {
  fill(editor);
  editor.setCamera({ x: 0, y: 0, z: 1 });
  window.bench = {
    wheel: '.tl-canvas',
    turn: 5,
    look: (x, y, z) => editor.setCamera({ x: -x, y: -y, z }, { immediate: true }),
    select: (n) => {
      editor.setCurrentTool('select');
      editor.select(...ids.slice(0, n));
    },
    selectAt: (them) => {
      editor.setCurrentTool('select');
      editor.select(...them.map((n) => ids[n]));
    },
    cards: (them, dx) =>
      editor.store.mergeRemoteChanges(() => {
        editor.store.put(
          them.map((n) => ({ ...editor.getShape(ids[n]), x: cards[n].x + dx, y: cards[n].y + dx / 2 })),
        );
      }),
    listen: (address) => listen(editor, address),
    cursors: (t) => editor.store.mergeRemoteChanges(() => editor.store.put(people(editor, t))),
  };
}

createRoot(document.getElementById('root')).render(
  <div style={{ position: 'fixed', inset: 0 }}>
    <Tldraw assetUrls={getAssetUrlsByImport()} onMount={onMount} />
  </div>,
);
