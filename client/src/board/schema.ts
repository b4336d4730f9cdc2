/**
 * The shape of a board document: kinds, threads, limits, and the records the page reads.
 * The server holds the same facts in boards/schema.py; tests/vectors/schema.json holds both to one truth.
 * Positions are board units: 1 unit is 1 CSS pixel at zoom 1, x to the right, y down, z the paint order.
 */

import type { Approval } from './approval';

export const ROOTS = [
  'board',
  'zones',
  'cards',
  'threads',
  'strokes',
  'comments',
  'reactions',
  'session',
] as const;

export const KINDS = ['story', 'touchpoint', 'problem', 'idea', 'challenge', 'commitment', 'note'] as const;
export type Kind = (typeof KINDS)[number];

/** Thread kind → what it may start from and what it may end at. */
export const THREAD_KINDS = {
  'rests-on': { from: ['problem'], to: ['story'] },
  answers: { from: ['idea'], to: ['problem'] },
  delivers: { from: ['commitment'], to: ['idea', 'problem'] },
  challenges: { from: ['challenge'], to: KINDS },
  step: { from: ['touchpoint'], to: ['story'] },
  relates: { from: KINDS, to: KINDS },
} as const satisfies Record<string, { from: readonly Kind[]; to: readonly Kind[] }>;
export type ThreadKind = keyof typeof THREAD_KINDS;

export const REACTIONS = ['me-too', 'we-can-help', 'tell-more'] as const;
export type Reaction = (typeof REACTIONS)[number];

/** Keys that only the server writes, by root. */
export const SERVER_KEYS = {
  zones: ['locked'],
  cards: ['author', 'department', 'created', 'locked', 'hidden', 'withdrawn', 'label'],
  threads: ['author', 'created'],
  strokes: ['author'],
  comments: ['author', 'department', 'created', 'hidden'],
} as const satisfies Record<string, readonly string[]>;

/** Texts and titles in characters (code points), positions and sizes in board units. */
export const LIMITS = {
  cards: 10_000,
  zones: 200,
  threads: 20_000,
  comments: 20_000,
  strokes: 20_000,
  /** Points of one stroke. */
  points: 10_000,
  text: 20_000,
  title: 300,
  tags: 50,
  fields: 100,
  fieldBytes: 20_000,
  coordinate: 10_000_000,
  size: 20_000,
} as const;

/** Width and height a new card gets; on the board its height follows its words. */
export const CARD_SIZE: Readonly<Record<Kind, readonly [number, number]>> = {
  story: [192, 180],
  touchpoint: [192, 150],
  problem: [250, 150],
  idea: [192, 150],
  challenge: [192, 150],
  commitment: [226, 170],
  note: [192, 120],
};

/** Width and height a new zone gets, and the least a side can be. */
export const ZONE_SIZE: readonly [number, number] = [480, 640];
export const LEAST_ZONE = 240;

export interface CardView {
  readonly id: string;
  readonly kind: Kind;
  readonly zone: string | null;
  readonly pos: readonly [number, number, number];
  readonly size: readonly [number, number];
  readonly order: string;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly author: string | null;
  readonly department: string | null;
  /** Milliseconds since 1970; 0 until the server has stamped the card. */
  readonly created: number;
  readonly locked: boolean;
  readonly hidden: boolean;
  /** Why, as whoever hid it said. */
  readonly hiddenWhy?: string;
  /** Its words were erased for good. It is hidden as well. */
  readonly erased?: boolean;
  /** "S1"; empty until the server has stamped the card. */
  readonly label: string;
  /** Only I can see it. */
  readonly silent?: boolean;
  /** Mine, and waiting for a yes, or sent back: the whole card, or what I changed in it. */
  readonly desk?: 'waiting' | 'back';
  /** Why it was sent back. */
  readonly deskWhy?: string;
}

export interface ZoneView {
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  readonly kinds: readonly Kind[];
  readonly pos: readonly [number, number, number];
  readonly size: readonly [number, number];
  readonly order: string;
  /** Its cards stay as they are, and no others come in. */
  readonly locked: boolean;
}

export interface ThreadView {
  readonly id: string;
  readonly kind: ThreadKind;
  readonly from: string;
  readonly to: string;
  readonly author: string | null;
}

export interface StrokeView {
  readonly id: string;
  /** x, y, pressure, x, y, pressure and so on; pressure from 0 to 1. */
  readonly points: readonly number[];
  readonly colour: string;
  readonly width: number;
  /** What it shows, in words; empty where it is only for looks, null where nobody has said. */
  readonly alt: string | null;
  readonly author: string | null;
}

export interface CommentView {
  readonly id: string;
  readonly card: string;
  /** The comment it answers. */
  readonly parent: string | null;
  readonly resolved: boolean;
  readonly text: string;
  readonly author: string | null;
  readonly department: string | null;
  readonly created: number;
  readonly hidden: boolean;
}

export interface Department {
  readonly id: string;
  readonly name: string;
  readonly initials: string;
  /** 1…12, the class dept--n; 0 where the board gives none. */
  readonly colour: number;
}

export interface BoardInfo {
  readonly title: string;
  readonly purpose: string;
  readonly departments: ReadonlyMap<string, Department>;
  /** People may change only cards of their own. */
  readonly ownOnly: boolean;
}

/** Some kinds of card, and who may add them; an empty choice is everyone. */
export interface Adds {
  readonly kinds: readonly Kind[];
  readonly roles: readonly string[];
  readonly departments: readonly string[];
}

/** One step of the running order (boards/running_order.py). */
export interface Stage {
  readonly id: string;
  readonly name: string;
  readonly prompt: string;
  readonly hint: string;
  /** Which kinds may be added by whom; none said: every kind by everyone. */
  readonly adds: readonly Adds[];
  readonly silent: boolean;
  readonly names: boolean;
  readonly timerS: number;
  readonly poll: '' | 'dots' | 'agree';
  /** What its vote asks; nothing: the usual question. */
  readonly question: string;
  /** The kind of card it is about; nothing: what the stage is for. */
  readonly pollKind: Kind | '';
  readonly dots: number;
  /** How long it is open; 0: until it is closed. */
  readonly pollMinutes: number;
  readonly attention: boolean;
  readonly snapshot: boolean;
}

/** Runs while `ends` says when, in the server's time; else stands still with `leftMs`. */
export interface TimerInfo {
  readonly totalS: number;
  readonly ends: number | null;
  readonly leftMs: number;
}

/** Silent writing as everyone may know it: numbers, never words. */
export interface SilentInfo {
  readonly names: boolean;
  /** All of it, or the zones that have been shown. */
  readonly shown: true | readonly string[];
  /** Cards that wait to be shown, and where. */
  readonly count: number;
  readonly zones: Readonly<Record<string, number>>;
}

/** What a facilitator asks everyone to look at. */
export interface Spotlight {
  readonly by: string;
  readonly at: number;
  readonly view?: readonly [number, number, number, number];
  readonly card?: string;
  readonly follow?: boolean;
}

export interface SessionInfo {
  readonly stages: readonly Stage[];
  /** Which one it is now; -1 before the first. */
  readonly stage: number;
  readonly timer: TimerInfo | null;
  readonly silent: SilentInfo | null;
  readonly spotlight: Spotlight | null;
  /** Whose words are looked at before others have them. */
  readonly approval: Approval;
  /** The open vote, if there is one, and results of others, the newest last; poll/votes.ts reads them. */
  readonly poll: unknown;
  readonly results: readonly unknown[];
}

export type Role = 'facilitator' | 'contributor' | 'observer';

export interface Me {
  readonly participant: string;
  readonly name: string;
  readonly department: string;
  readonly role: Role;
}

export function isKind(value: unknown): value is Kind {
  return (KINDS as readonly unknown[]).includes(value);
}

export function isThreadKind(value: unknown): value is ThreadKind {
  return typeof value === 'string' && Object.hasOwn(THREAD_KINDS, value);
}

/** The kinds of thread that may run from one kind of card to another, the closest-fitting first. */
export function threadKinds(from: Kind, to: Kind): ThreadKind[] {
  return (Object.keys(THREAD_KINDS) as ThreadKind[]).filter((kind) => {
    const ends: { from: readonly Kind[]; to: readonly Kind[] } = THREAD_KINDS[kind];
    return ends.from.includes(from) && ends.to.includes(to);
  });
}

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 21 URL-safe random characters. */
export function newId(): string {
  let id = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(21))) id += ID_ALPHABET[byte & 63];
  return id;
}

/** How long a text is, as people and the server count: a pair of surrogates is one character. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
