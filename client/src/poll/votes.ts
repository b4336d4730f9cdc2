/** Votes as the session tells of them: the one that is open, and the results (boards/polls.py). */
import { list, number, plainObject, words } from '../board/record';
import type { SessionInfo } from '../board/schema';

export type Way = 'agree' | 'dots';
export type Answer = 'agree' | 'disagree' | 'pass';
export type Band = 'few' | 'half' | 'most' | 'nearly';
export type Verdict = 'common' | 'divided' | 'some' | 'little';
/** Lowest and highest it may be; the same twice where it is told as it is. */
export type Told = readonly [number, number];

export interface Poll {
  readonly id: string;
  readonly question: string;
  readonly way: Way;
  readonly cards: readonly string[];
  readonly dots: number;
  /** When its time is up, in the server's time. */
  readonly ends: number | null;
  readonly opened: number;
}

export interface PollRow {
  readonly card: string;
  readonly votes: number;
  readonly total: Told;
  readonly against: Told | null;
  readonly bands: readonly (Band | null)[];
  readonly verdict: Verdict | null;
}

export interface PollResult {
  readonly id: string;
  readonly question: string;
  readonly way: Way;
  readonly dots: number;
  readonly people: number;
  /** Each the departments that are counted together. */
  readonly groups: readonly (readonly string[])[];
  readonly rows: readonly PollRow[];
  readonly divided: readonly string[];
  readonly closed: number;
}

export interface Votes {
  readonly poll: Poll | null;
  readonly results: readonly PollResult[];
}

/** Whether somebody may vote: who runs the room and who watches do not. */
export function votes({ role }: { readonly role: string }): boolean {
  return role === 'contributor';
}

const read = new WeakMap<SessionInfo, Votes>();

/** The votes of a session, read once. */
export function votesOf(session: SessionInfo): Votes {
  const known = read.get(session) ?? { poll: pollOf(session.poll), results: session.results.map(resultOf) };
  read.set(session, known);
  return known;
}

function pollOf(kept: unknown): Poll | null {
  const poll = plainObject(kept);
  const id = words(poll.id);
  if (!id) return null;
  return {
    id,
    question: words(poll.question),
    way: wayOf(poll.way),
    cards: list(poll.cards).map(String),
    dots: number(poll.dots),
    ends: typeof poll.ends === 'number' ? poll.ends : null,
    opened: number(poll.opened),
  };
}

function resultOf(kept: unknown): PollResult {
  const result = plainObject(kept);
  return {
    id: words(result.id),
    question: words(result.question),
    way: wayOf(result.way),
    dots: number(result.dots),
    people: number(result.people),
    groups: list(result.groups).map((group) => list(group).map(String)),
    rows: list(result.rows).map(rowOf),
    divided: list(result.divided).map(String),
    closed: number(result.closed),
  };
}

function rowOf(kept: unknown): PollRow {
  const row = plainObject(kept);
  return {
    card: words(row.card),
    votes: number(row.votes),
    total: toldOf(row.total) ?? [0, 0],
    against: toldOf(row.against),
    bands: list(row.bands).map((band) => oneOf(BANDS, band)),
    verdict: oneOf(VERDICTS, row.verdict),
  };
}

const BANDS: readonly Band[] = ['few', 'half', 'most', 'nearly'];
const VERDICTS: readonly Verdict[] = ['common', 'divided', 'some', 'little'];

function oneOf<T extends string>(known: readonly T[], value: unknown): T | null {
  return known.find((one) => one === value) ?? null;
}

function wayOf(value: unknown): Way {
  return value === 'dots' ? 'dots' : 'agree';
}

function toldOf(kept: unknown): Told | null {
  const [low, high] = list(kept);
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}
