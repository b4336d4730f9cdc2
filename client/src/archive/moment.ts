/** A moment of a board as the server tells it, and a document of it that nobody else has. */
import * as Y from 'yjs';

type Entries = Readonly<Record<string, unknown>>;
export type Roots = Readonly<Record<string, Entries>>;

export interface Moment {
  readonly seq?: number;
  readonly stage: string | null;
  readonly board: Roots;
}

/** What is different after some rows: entries as they are now, and those that are gone. */
export interface Step {
  readonly seq: number;
  readonly put: Roots;
  readonly gone: Readonly<Record<string, readonly string[]>>;
  readonly stage?: string | null;
}

const TEXTS: Readonly<Record<string, readonly string[]>> = { cards: ['text'], comments: ['text'] };

/** Make the document say what a moment says; entries that are the same stay as they are. */
export function show(doc: Y.Doc, { board }: Moment): void {
  doc.transact(() => {
    for (const [root, entries] of Object.entries(board)) {
      const map = doc.getMap(root);
      for (const id of [...map.keys()]) if (!(id in entries)) map.delete(id);
      for (const [id, entry] of Object.entries(entries)) put(map, root, id, entry);
    }
  });
}

/** Go one step on. */
export function take(doc: Y.Doc, { put: changed, gone }: Step): void {
  doc.transact(() => {
    for (const [root, ids] of Object.entries(gone)) for (const id of ids) doc.getMap(root).delete(id);
    for (const [root, entries] of Object.entries(changed)) {
      for (const [id, entry] of Object.entries(entries)) put(doc.getMap(root), root, id, entry);
    }
  });
}

function put(map: Y.Map<unknown>, root: string, id: string, entry: unknown): void {
  const there = map.get(id);
  if (!isObject(entry)) {
    if (!same(there, entry)) map.set(id, entry);
    return;
  }
  if (!(there instanceof Y.Map)) {
    map.set(id, made(root, entry));
    return;
  }
  for (const key of [...there.keys()]) if (!(key in entry)) there.delete(key);
  for (const [key, value] of Object.entries(entry)) {
    const old = there.get(key);
    if (old instanceof Y.Text) {
      if (old.toString() !== value) there.set(key, new Y.Text(String(value)));
    } else if (!same(old instanceof Y.Map ? old.toJSON() : old, value)) {
      there.set(key, made(key, value, root));
    }
  }
}

function made(name: string, value: unknown, root = name): unknown {
  if (!isObject(value)) return TEXTS[root]?.includes(name) ? new Y.Text(String(value ?? '')) : value;
  return new Y.Map(Object.entries(value).map(([key, inner]) => [key, made(key, inner, root)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
