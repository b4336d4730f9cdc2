/** Who is here and what they point at, hold and write in. Never stored; what is newest wins. */
import type * as Y from 'yjs';
import type { Role } from '../board/schema';
import { Minds } from './minds';

export interface Person {
  readonly participant: string;
  readonly name: string;
  readonly department: string;
  readonly role: Role;
  /** Joins from elsewhere: not in the room. */
  readonly remote?: boolean;
}

export interface PresenceState extends Person {
  readonly cursor: readonly [number, number] | null;
  readonly view: readonly [number, number, number] | null;
  /** Cards selected. */
  readonly holding: readonly string[];
  /** Card → where it is being dragged. */
  readonly dragging: Readonly<Record<string, readonly [number, number]>>;
  /** More cards than can be named, being dragged as one: how many, and the box around them. */
  readonly group?: GroupState | null;
  readonly editing: string | null;
  readonly caret?: {
    readonly card: string;
    /** In one of the card's fields; without it, in its words. */
    readonly field?: string;
    readonly anchor: unknown;
    readonly head: unknown;
  };
  /** What I am drawing. */
  readonly ink?: InkState | null;
  readonly away: boolean;
}

/** How many cards, then left, top, width and height of the box around them, in whole board units. */
export type GroupState = readonly [count: number, x: number, y: number, w: number, h: number];

/** The last points of a stroke that is being drawn; `from` is the number of the first of them. */
export interface InkState {
  readonly id: string;
  readonly colour: string;
  readonly width: number;
  readonly from: number;
  /** x and y in whole board units, pressure in hundredths, and so on. */
  readonly points: readonly number[];
}

/** At most 20 states a second: more is not seen, and everyone here is sent each of them. */
const SPACING_MS = 50;
/** A state may have 2 kB; a card held costs 24 bytes of it and one dragged about 40. */
export const MOST_CARDS = 24;
const NOWHERE = { cursor: null, view: null, holding: [], dragging: {}, editing: null, away: false };
/** More tabs than this are a crowd, of which listeners are told at most this often. */
const CROWD = 6;
const CROWD_MS = 90;

export class Presence {
  readonly #minds: Minds;
  readonly #others = new Map<number, PresenceState>();
  readonly #listeners = new Set<() => void>();
  readonly #senders = new Set<(states: Uint8Array) => void>();
  readonly #stops: (() => void)[] = [];
  /** Listeners are told at most this often, in milliseconds; null: of a crowd as often as it is worth looking. */
  pace: number | null = null;
  #company = 0;
  #state: Partial<PresenceState> = NOWHERE;
  #patch: Partial<PresenceState> = {};
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sent = 0;
  #telling: ReturnType<typeof setTimeout> | null = null;
  #told = 0;

  constructor(doc: Y.Doc) {
    this.#minds = new Minds(doc.clientID, JSON.stringify(NOWHERE), {
      said: (states) => {
        for (const send of this.#senders) send(states);
      },
      news: () => this.#changed(),
    });
    this.#noticeAway();
  }

  /** Everyone else's tabs, by client id. My own other tabs are among them, with my participant id. */
  get others(): ReadonlyMap<number, PresenceState> {
    this.#read();
    return this.#others;
  }

  /** Another number whenever someone came or went, is called otherwise, or began or ceased to write: not when they point. */
  get company(): number {
    this.#read();
    return this.#company;
  }

  /** Who the others are, each once however many tabs they have. */
  people(): Person[] {
    const people = new Map<string, Person>();
    for (const { participant, name, department, role, remote } of this.others.values())
      people.set(participant, { participant, name, department, role, ...(remote ? { remote } : {}) });
    return [...people.values()];
  }

  /** Tell where I am; told at once after quiet, else with the next state within 50 ms. */
  me(patch: Partial<PresenceState>): void {
    Object.assign(this.#patch, tidy(patch));
    if (this.#timer) return;
    const wait = this.#sent + SPACING_MS - Date.now();
    if (wait <= 0) this.#tell();
    else this.#timer = setTimeout(() => this.#tell(), wait);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // For the connection

  /** Called with every state of my own that is to be sent, also those that only say I am still here. */
  onMine(send: (states: Uint8Array) => void): () => void {
    this.#senders.add(send);
    return () => this.#senders.delete(send);
  }

  hear(states: Uint8Array): void {
    this.#minds.hear(states);
  }

  /** Say where I am anew: on a new connection the last state has to count as newer than the one that was taken back. */
  again(): void {
    this.#minds.say();
  }

  /** The connection is gone: nobody is known to be here, rather than ghosts. */
  alone(): void {
    this.#minds.forget();
  }

  destroy(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#telling) clearTimeout(this.#telling);
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
    this.#minds.destroy();
  }

  #tell(): void {
    this.#timer = null;
    this.#sent = Date.now();
    this.#state = { ...this.#state, ...this.#patch };
    this.#patch = {};
    this.#minds.say(JSON.stringify(this.#state));
  }

  /** Few are followed at every step. Of a crowd something comes every few milliseconds, and one look takes it all in. */
  #changed(): void {
    if (this.#telling) return;
    const pace = this.pace ?? (this.#others.size > CROWD ? CROWD_MS : 0);
    const wait = this.#told + pace - Date.now();
    if (wait <= 0) this.#tellOf();
    else this.#telling = setTimeout(() => this.#tellOf(), wait);
  }

  #tellOf(): void {
    this.#telling = null;
    this.#told = Date.now();
    this.#read();
    for (const listener of [...this.#listeners]) listener();
  }

  #read(): void {
    for (const [client, news] of this.#minds.read()) {
      const state = readState(news);
      if (!sameCompany(state, this.#others.get(client))) this.#company++;
      if (state) this.#others.set(client, state);
      else this.#others.delete(client);
    }
  }

  #noticeAway(): void {
    if (typeof document === 'undefined') return;
    const notice = () => this.me(document.hidden ? { away: true, cursor: null } : { away: false });
    document.addEventListener('visibilitychange', notice);
    this.#stops.push(() => document.removeEventListener('visibilitychange', notice));
    if (document.hidden) notice();
  }
}

/** Whole board units are fine enough for a pointer, and shorter. */
function tidy(patch: Partial<PresenceState>): Partial<PresenceState> {
  const { cursor, holding, dragging } = patch;
  return {
    ...patch,
    ...(cursor ? { cursor: whole(cursor) } : {}),
    ...(holding ? { holding: holding.slice(0, MOST_CARDS) } : {}),
    ...(dragging
      ? {
          dragging: Object.fromEntries(
            Object.entries(dragging)
              .slice(0, MOST_CARDS)
              .map(([id, pos]) => [id, whole(pos)]),
          ),
        }
      : {}),
  };
}

function whole([x, y]: readonly [number, number]): [number, number] {
  return [Math.round(x), Math.round(y)];
}

const COMPANY = ['participant', 'name', 'department', 'role', 'remote', 'editing'] as const;

function sameCompany(
  one: PresenceState | null | undefined,
  other: PresenceState | null | undefined,
): boolean {
  return COMPANY.every((part) => one?.[part] === other?.[part]);
}

/** What another client sent, checked; null where the server has not said who it is. */
function readState(said: unknown): PresenceState | null {
  const state = (said ?? {}) as Record<string, unknown>;
  if (typeof state.participant !== 'string') return null;
  const { participant, name, department, role, editing, caret } = state;
  return {
    participant,
    name: String(name ?? ''),
    department: String(department ?? ''),
    role: role === 'facilitator' || role === 'observer' ? role : 'contributor',
    cursor: numbers<[number, number]>(state.cursor, 2),
    view: numbers<[number, number, number]>(state.view, 3),
    holding: Array.isArray(state.holding) ? state.holding.filter((id) => typeof id === 'string') : [],
    dragging: drags(state.dragging),
    group: numbers<[number, number, number, number, number]>(state.group, 5),
    editing: typeof editing === 'string' ? editing : null,
    ...(isCaret(caret) ? { caret } : {}),
    ...(isInk(state.ink) ? { ink: state.ink } : {}),
    away: state.away === true,
    ...(state.remote === true ? { remote: true } : {}),
  };
}

function isInk(value: unknown): value is InkState {
  const { id, colour, width, from, points } = (value ?? {}) as Partial<Record<keyof InkState, unknown>>;
  const named = typeof id === 'string' && typeof colour === 'string';
  const placed = Number.isFinite(width) && Number.isFinite(from);
  return named && placed && Array.isArray(points) && points.every(Number.isFinite);
}

function drags(value: unknown): Record<string, readonly [number, number]> {
  const found: Record<string, readonly [number, number]> = {};
  for (const [id, pos] of Object.entries(value && typeof value === 'object' ? value : {})) {
    const place = numbers<[number, number]>(pos, 2);
    if (place) found[id] = place;
  }
  return found;
}

function numbers<T extends number[]>(value: unknown, count: number): T | null {
  return Array.isArray(value) && value.length === count && value.every(Number.isFinite) ? (value as T) : null;
}

function isCaret(value: unknown): value is NonNullable<PresenceState['caret']> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { card?: unknown }).card === 'string'
  );
}
