/**
 * The tab's place in the room: keeps one document and one presence the same as everyone's, over a line that may break
 * at any time, and knows what is on the server's disk.
 *
 * The server asks on every new connection for what it lacks (a state vector) and we answer with exactly that, edits made
 * offline included; from then on each change goes out as it is made. Sync messages that carry an update are counted on
 * both sides; the server says how many of them are on disk. Only when that is all of them does anything say "saved".
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import * as Y from 'yjs';
import { setClock } from './clock';
import { Line, type Pace } from './line';
import type { Presence } from './presence';
import {
  answerMessage,
  askMessage,
  inflated,
  type Message,
  presenceMessage,
  read,
  updateMessage,
} from './protocol';
import { Unkept } from './unkept';

export interface Saved {
  readonly state: 'saved' | 'saving' | 'offline' | 'problem';
  /** Things (cards, threads …) whose latest change is not on the server's disk. */
  readonly waiting: number;
  readonly say?: string;
}

export type Status = 'connecting' | 'open' | 'closed' | 'refused';

export interface Refusal {
  readonly code: number;
  readonly words: string;
}

export interface Reset {
  readonly code: string;
  readonly words: string;
  /** Ids of cards and comments whose latest change the server has not kept. */
  readonly touched: ReadonlySet<string>;
}

export interface Notice {
  readonly kind: string;
  readonly words: string;
}

export interface ConnectionOptions {
  /** Absolute, or a path on the page's own host. */
  readonly url: string;
  readonly doc: Y.Doc;
  readonly presence: Presence;
  /** The document can no longer be used: drop its local copy and open a new one. The connection has ended itself. */
  onReset(reset: Reset): void;
  onNotice?(notice: Notice): void;
  /** A card of my private document is on the board now. */
  onMoved?(card: string): void;
  /** Asked when no connection opens: a close code if the server will not have us any more, else null. */
  whyNot?(): Promise<number | null>;
  readonly pace?: Partial<Pace>;
}

/** One message a frame while someone types or drags. */
const FRAME_MS = 16;
const NOT_KEPT = 4503;
const NOT_KEPT_WORDS =
  'The server could not keep your last changes. They are safe in this browser and will be sent again.';

export class Connection {
  readonly #doc: Y.Doc;
  readonly #presence: Presence;
  readonly #options: ConnectionOptions;
  readonly #line: Line;
  readonly #unkept = new Unkept();
  readonly #saved = signal<Saved>({ state: 'saving', waiting: 0 });
  readonly #beside = signal<Connection | null>(null);
  readonly #status = signal<Status>('connecting');
  readonly #synced = signal(false);
  readonly #refused = signal<Refusal | null>(null);
  readonly #stops: (() => void)[] = [];
  /** Changes not sent yet. */
  #pending: Uint8Array[] = [];
  /** What the server last said it has; null until it has asked on this connection. */
  #theirs: Uint8Array | null = null;
  #flushing: ReturnType<typeof setTimeout> | null = null;
  #flushed = 0;
  /** Grows with each connection, so that what is still being inflated for an old one is dropped. */
  #turn = 0;
  #inbox: Message[] = [];
  #unpacking = false;
  #trouble: string | null = null;
  #over = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#doc = options.doc;
    this.#presence = options.presence;
    this.#watchDocument();
    this.#stops.push(this.#presence.onMine((states) => this.#line.send(presenceMessage(states))));
    this.#line = new Line(
      absolute(options.url),
      {
        opened: () => this.#opened(),
        received: (data) => this.#received(data),
        closed: (code, final, reason) => this.#closed(code, final, reason),
        ...(options.whyNot && { whyNot: options.whyNot }),
      },
      options.pace,
    );
  }

  /** What is said of saving: of this document, and of another one that belongs to it. */
  readonly saved: ReadonlySignal<Saved> = computed(() => {
    const mine = this.#saved.value;
    const other = this.#beside.value?.saved.value;
    return other ? together(mine, other) : mine;
  });

  /** My private document on the same board has a connection of its own, but there is one light. */
  joinedBy(other: Connection): void {
    this.#beside.value = other;
  }

  /** Whether my latest change of this card is still on its way. */
  isUnkept(card: string): boolean {
    return this.#unkept.things.has(`cards/${card}`) || this.#pending.length > 0;
  }

  get status(): ReadonlySignal<Status> {
    return this.#status;
  }

  /** The whole board is here: true from the end of the first sync of a connection until that ends. */
  get synced(): ReadonlySignal<boolean> {
    return this.#synced;
  }

  /** Set when the server sent us away for good. */
  get refused(): ReadonlySignal<Refusal | null> {
    return this.#refused;
  }

  /** Ids of cards and comments whose latest change is not on the server's disk. */
  touched(): ReadonlySet<string> {
    const ids = [...this.#unkept.things].map((thing) => thing.split('/'));
    return new Set(ids.filter(([root]) => root === 'cards' || root === 'comments').map(([, id]) => id ?? ''));
  }

  destroy(): void {
    this.#flush();
    this.#end();
    this.#line.destroy();
  }

  // The line

  #opened(): void {
    this.#status.value = 'open';
    this.#line.send(askMessage(Y.encodeStateVector(this.#doc)));
    this.#presence.again();
    this.#light();
  }

  #closed(code: number, final: boolean, reason: string): void {
    this.#turn++;
    this.#theirs = null;
    this.#inbox = [];
    this.#unpacking = false;
    this.#synced.value = false;
    this.#unkept.lost();
    this.#presence.alone();
    if (code === REWRITTEN) {
      this.#reset('rewritten', reason);
      return;
    }
    if (final) this.#refuse(code, reason);
    this.#status.value = final ? 'refused' : 'closed';
    if (code === NOT_KEPT) this.#trouble = NOT_KEPT_WORDS;
    this.#light();
  }

  /** Why somebody may not be here any more is said in the server's words: there are several reasons. */
  #refuse(code: number, reason: string): void {
    this.#trouble = (code === 4403 && reason) || (REFUSALS[code] ?? REFUSED);
    this.#refused.value = { code, words: this.#trouble };
    this.#end();
  }

  #end(): void {
    this.#over = true;
    if (this.#flushing) clearTimeout(this.#flushing);
    for (const stop of this.#stops.splice(0)) stop();
  }

  // What comes in

  #received(data: Uint8Array): void {
    if (!this.#understand(data, 'push') || this.#unpacking) return;
    this.#work();
  }

  /** Put the messages of one WebSocket message into the inbox; what makes no sense ends this connection. */
  #understand(data: Uint8Array, where: 'push' | 'unshift'): boolean {
    try {
      this.#inbox[where](...read(data));
      return true;
    } catch {
      this.#line.hangUp();
      return false;
    }
  }

  #work(): void {
    while (!this.#over) {
      const message = this.#inbox.shift();
      if (!message) return;
      if (message.type === 'packed') {
        void this.#unpack(message.deflated);
        return;
      }
      this.#take(message);
    }
  }

  /** Inflating takes a while: what follows waits, so that everything is taken in its order. */
  async #unpack(deflated: Uint8Array): Promise<void> {
    const turn = this.#turn;
    this.#unpacking = true;
    const data = await inflated(deflated).catch(() => null);
    if (turn !== this.#turn) return;
    this.#unpacking = false;
    if (!data) this.#line.hangUp();
    else if (this.#understand(data, 'unshift')) this.#work();
  }

  #take(message: Message): void {
    switch (message.type) {
      case 'ask':
        this.#answer(message.vector);
        break;
      case 'update':
        Y.applyUpdate(this.#doc, message.update, this);
        if (message.last) this.#inSync();
        break;
      case 'presence':
        this.#presence.hear(message.states);
        break;
      case 'who':
        this.#presence.again();
        break;
      case 'moved':
        this.#options.onMoved?.(message.card);
        break;
      case 'clock':
        setClock(message.now);
        break;
      case 'kept':
        this.#unkept.kept(message.count);
        this.#light();
        break;
      case 'reset':
        this.#reset(message.code, message.words);
        break;
      case 'notice':
        this.#options.onNotice?.({ kind: message.kind, words: message.words });
        break;
    }
  }

  /** All the server lacks, what was pending included. */
  #answer(vector: Uint8Array): void {
    this.#theirs = vector;
    this.#pending = [];
    this.#line.send(answerMessage(Y.encodeStateAsUpdate(this.#doc, vector)));
    this.#unkept.sent();
    this.#light();
  }

  #inSync(): void {
    this.#line.good();
    this.#synced.value = true;
    this.#light();
  }

  #reset(code: string, words: string): void {
    const touched = this.touched();
    this.#end();
    this.#line.destroy();
    this.#presence.alone();
    this.#status.value = 'closed';
    this.#options.onReset({ code, words, touched });
  }

  // What goes out

  #watchDocument(): void {
    const update = (bytes: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#send(bytes);
    };
    const after = (transaction: Y.Transaction) => {
      if (!transaction.local || transaction.changed.size === 0) return;
      for (const thing of thingsOf(transaction)) this.#unkept.changed(thing);
      this.#light();
    };
    // In this order Yjs tells: afterTransaction, then update. So a thing is waiting before its bytes are.
    this.#doc.on('afterTransaction', after);
    this.#doc.on('update', update);
    this.#stops.push(() => this.#doc.off('afterTransaction', after));
    this.#stops.push(() => this.#doc.off('update', update));
    if (typeof window !== 'undefined') {
      const now = () => this.#flush();
      window.addEventListener('pagehide', now);
      this.#stops.push(() => window.removeEventListener('pagehide', now));
    }
  }

  /** Before the server has asked nothing needs sending: the answer will hold it. */
  #send(update: Uint8Array): void {
    if (!this.#theirs) return;
    this.#pending.push(update);
    if (this.#flushing) return;
    const wait = this.#flushed + FRAME_MS - Date.now();
    if (wait > 0) this.#flushing = setTimeout(() => this.#flush(), wait);
    else queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (this.#flushing) clearTimeout(this.#flushing);
    this.#flushing = null;
    if (this.#pending.length === 0 || !this.#theirs) return;
    // A local copy that loads late brings the whole board along: leave out what the server said it has.
    const parts = inParts(this.#pending);
    this.#pending = [];
    this.#flushed = Date.now();
    for (const [n, part] of parts.entries()) {
      this.#line.send(updateMessage(Y.diffUpdate(Y.mergeUpdates(part), this.#theirs)));
      if (n < parts.length - 1) this.#unkept.partSent();
      else this.#unkept.sent();
    }
    this.#light();
  }

  // The saved light

  #light(): void {
    const next = this.#lit();
    const now = this.#saved.peek();
    if (next.state !== now.state || next.waiting !== now.waiting || next.say !== now.say)
      this.#saved.value = next;
  }

  #lit(): Saved {
    const waiting = this.#unkept.size;
    if (this.#line?.open && this.#unkept.all && this.#pending.length === 0) {
      this.#trouble = null;
      return { state: 'saved', waiting: 0 };
    }
    if (this.#trouble) return { state: 'problem', waiting, say: this.#trouble };
    const status = this.#status.peek();
    return { state: status === 'closed' ? 'offline' : 'saving', waiting };
  }
}

/** Something was erased from the board's whole history: this copy must go, and the page with it. */
const REWRITTEN = 4410;

const WORST: readonly Saved['state'][] = ['problem', 'offline', 'saving', 'saved'];

function together(one: Saved, other: Saved): Saved {
  const state = WORST.find((state) => one.state === state || other.state === state)!;
  const say = one.say ?? other.say;
  return { state, waiting: one.waiting + other.waiting, ...(say ? { say } : {}) };
}

const REFUSED = 'The server has closed this board for you. Reload the page to try again.';
const REFUSALS: Readonly<Record<number, string>> = {
  4401: 'You are no longer signed in. Join the board again to go on.',
  4403: 'You can no longer be on this board. Ask its facilitator for a new invitation.',
  4404: 'This board is no longer here.',
  4413: 'Something you added is larger than a board can hold. Reload the page to go on without it.',
};

/** `cards/ID` for everything a transaction changed. */
function thingsOf(transaction: Y.Transaction): Set<string> {
  const things = new Set<string>();
  for (const [type, keys] of transaction.changed) {
    let [at, id] = [type as Y.AbstractType<unknown>, ''];
    while (at._item) {
      id = at._item.parentSub ?? id;
      at = at._item.parent as Y.AbstractType<unknown>;
    }
    const root = Y.findRootTypeKey(at as Y.AbstractType<Y.YEvent<never>>);
    for (const key of id ? [id] : keys) things.add(`${root}/${key}`);
  }
  return things;
}

function absolute(url: string): string {
  if (/^wss?:/.test(url)) return url;
  return new URL(url, location.href).href.replace(/^http/, 'ws');
}

/** The server takes only so many changes at once (5,000): what one act wrote in several goes out in several. */
const PART_BYTES = 32_768;

function inParts(updates: readonly Uint8Array[]): Uint8Array[][] {
  const parts: Uint8Array[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const update of updates) {
    if (size + update.length > PART_BYTES) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)!.push(update);
    size += update.length;
  }
  return parts;
}
