/**
 * The board's copy in this browser: shown before the server answers, and holding what was written offline.
 * Its name holds ids and the board's epoch only; a new epoch (words were erased everywhere) leaves the old copies behind
 * to be deleted.
 */
import { type ReadonlySignal, signal } from '@preact/signals-core';
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

export interface CopyOf {
  readonly board: string;
  readonly epoch: number;
  readonly participant: string;
  /** Not the board, but what only I can see. */
  readonly mine?: boolean;
}

/** Longest that the page waits for the copy before it connects; a late one is merged. */
const PATIENCE_MS = 300;

export class LocalCopy {
  readonly #name: string;
  #store: IndexeddbPersistence | null = null;
  #over = false;
  #stop: () => void = () => {};
  readonly #keeps = signal(false);
  /** When the copy is loaded, or there is none, or it takes too long. Never fails. */
  readonly ready: Promise<void>;

  constructor(doc: Y.Doc, { board, epoch, participant, mine }: CopyOf) {
    this.#name = `sameroom:${board}:${epoch}:${participant}${mine ? ':mine' : ''}`;
    this.ready = Promise.race([this.#load(doc), passed(PATIENCE_MS)]);
    void dropOtherEpochs(board, epoch);
  }

  /** Whether this browser keeps a copy; where it does not (some private windows), closing the tab loses what is unsent. */
  get keeps(): ReadonlySignal<boolean> {
    return this.#keeps;
  }

  /** Stop copying; the copy stays. */
  async close(): Promise<void> {
    this.#over = true;
    this.#stop();
    await this.#store?.destroy();
  }

  /** Delete the copy; call it before a new document takes this one's place. */
  async clear(): Promise<void> {
    await this.close();
    if (this.#store) await dropped(this.#name);
  }

  async #load(doc: Y.Doc): Promise<void> {
    if (!(await canKeep(this.#name)) || this.#over) return;
    const store = new IndexeddbPersistence(this.#name, doc);
    this.#store = store;
    this.#guard(doc, store);
    await store.whenSynced;
    this.#keeps.value = true;
  }

  /**
   * Once another tab has deleted the copy, writing to it throws, and Yjs would not tell the connection of that change
   * any more. So y-indexeddb's own listener is called through one that catches.
   */
  #guard(doc: Y.Doc, store: IndexeddbPersistence): void {
    const write = (update: Uint8Array, origin: unknown) => {
      try {
        store._storeUpdate(update, origin);
      } catch {
        this.#keeps.value = false;
      }
    };
    doc.off('update', store._storeUpdate);
    doc.on('update', write);
    this.#stop = () => doc.off('update', write);
  }
}

/** Try once by ourselves: y-indexeddb leaves a failure to open unhandled. */
function canKeep(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open(`${name}:try`);
      asked.onerror = () => resolve(false);
      asked.onsuccess = () => {
        asked.result.close();
        indexedDB.deleteDatabase(`${name}:try`);
        resolve(true);
      };
    } catch {
      resolve(false); // No IndexedDB at all, or forbidden: the name alone may throw.
    }
  });
}

async function dropOtherEpochs(board: string, epoch: number): Promise<void> {
  try {
    const known = await indexedDB.databases();
    const old = known.flatMap(({ name }) => (name?.startsWith(`sameroom:${board}:`) ? [name] : []));
    await Promise.all(old.filter((name) => name.split(':')[2] !== String(epoch)).map(dropped));
  } catch {
    // Without IndexedDB there are no copies.
  }
}

function dropped(name: string): Promise<void> {
  return new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
  });
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
