/**
 * The newest state of every tab at the board, by the rules of y-protocols' awareness, which standard clients keep: a
 * state counts when its clock is higher, `null` at the clock one knows takes it back, each tab says every 15 s that it
 * is still here, and who was not heard of for 30 s is gone.
 *
 * With fifty people at work a thousand states a second come in. They stay bytes until someone looks, and of each tab
 * only the newest is ever read.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const RENEW_MS = 15_000;
const GONE_MS = 30_000;
const LOOK_MS = 3_000;
/** No state but `null` begins with an n. */
const NULL = 0x6e;

interface Mind {
  here: boolean;
  clock: number;
  heard: number;
}

export interface MindsEvents {
  /** A state of my own is to be sent. */
  said(states: Uint8Array): void;
  /** There is something to read. */
  news(): void;
}

export class Minds {
  readonly #client: number;
  readonly #events: MindsEvents;
  /** Whoever has gone stays known by their clock: what is older came late. */
  readonly #minds = new Map<number, Mind>();
  /** By tab: a state in JSON, null for one that has gone. */
  readonly #unread = new Map<number, Uint8Array | null>();
  readonly #words = new TextDecoder();
  readonly #watch = setInterval(() => this.#look(), LOOK_MS);
  #mine: string;
  #clock = 0;
  #saidAt = Date.now();

  constructor(client: number, mine: string, events: MindsEvents) {
    this.#client = client;
    this.#mine = mine;
    this.#events = events;
  }

  /** I am gone. */
  destroy(): void {
    clearInterval(this.#watch);
    this.say('null');
  }

  /** Say this, or what was last said, with a clock that counts as newer. */
  say(mine = this.#mine): void {
    this.#mine = mine;
    this.#saidAt = Date.now();
    const to = encoding.createEncoder();
    encoding.writeVarUint(to, 1);
    encoding.writeVarUint(to, this.#client);
    encoding.writeVarUint(to, ++this.#clock);
    encoding.writeVarString(to, mine);
    this.#events.said(encoding.toUint8Array(to));
  }

  hear(states: Uint8Array): void {
    const from = decoding.createDecoder(states);
    const now = Date.now();
    for (let left = decoding.readVarUint(from); left > 0; left--) {
      const client = decoding.readVarUint(from);
      const clock = decoding.readVarUint(from);
      const bytes = decoding.readVarUint8Array(from);
      const state = bytes[0] === NULL ? null : bytes;
      if (client === this.#client) this.#ofMe(clock, state);
      else this.#of(client, clock, state, now);
    }
    if (this.#unread.size) this.#events.news();
  }

  /** What is new since the last time, by tab; null for one that has gone. */
  read(): Map<number, unknown> {
    const news = new Map<number, unknown>();
    for (const [client, bytes] of this.#unread) news.set(client, bytes && this.#parsed(bytes));
    this.#unread.clear();
    return news;
  }

  /** The connection is gone: nobody is known to be here. Whoever kept still meanwhile comes back with the clock we knew. */
  forget(): void {
    for (const [client, { here }] of this.#minds) if (here) this.#unread.set(client, null);
    this.#minds.clear();
    if (this.#unread.size) this.#events.news();
  }

  #of(client: number, clock: number, state: Uint8Array | null, heard: number): void {
    const known = this.#minds.get(client);
    const before = known?.clock ?? 0;
    const takenBack = state === null && known?.here && clock === before;
    if (clock <= before && !takenBack) return;
    const wasHere = known?.here;
    if (known) Object.assign(known, { here: state !== null, clock, heard });
    else this.#minds.set(client, { here: state !== null, clock, heard });
    if (state || wasHere) this.#unread.set(client, state);
  }

  /** Nobody else takes back that I am here. */
  #ofMe(clock: number, state: Uint8Array | null): void {
    if (clock < this.#clock) return;
    this.#clock = clock;
    if (state === null) this.say();
  }

  #look(): void {
    const now = Date.now();
    if (now - this.#saidAt >= RENEW_MS) this.say();
    for (const [client, mind] of this.#minds) {
      if (!mind.here || now - mind.heard < GONE_MS) continue;
      mind.here = false;
      this.#unread.set(client, null);
    }
    if (this.#unread.size) this.#events.news();
  }

  #parsed(bytes: Uint8Array): unknown {
    try {
      return JSON.parse(this.#words.decode(bytes));
    } catch {
      return null;
    }
  }
}
