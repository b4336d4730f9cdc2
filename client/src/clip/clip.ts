/** What is copied: cards and the threads among them, as any board can take them. Pure. */
import { isKind, isThreadKind, type Kind, LIMITS, type ThreadKind } from '../board/schema';

export interface ClipCard {
  /** On the board it comes from. */
  readonly id?: string;
  readonly kind: Kind;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** The title of its zone. */
  readonly zone: string | null;
  /** Where it lay; without it, it is put in rows. */
  readonly pos: readonly [number, number] | null;
  readonly size: readonly [number, number] | null;
}

export interface ClipThread {
  readonly kind: ThreadKind;
  /** Places in the list of cards. */
  readonly from: number;
  readonly to: number;
}

export interface Clip {
  /** The board it comes from, if one of ours. */
  readonly board: string | null;
  readonly cards: readonly ClipCard[];
  readonly threads: readonly ClipThread[];
  /** Where it comes from, in words: "a spreadsheet". */
  readonly source: string;
  /** What was left behind, in words for who pastes. */
  readonly left: readonly string[];
}

/** Cards from outside hold only words. */
export function plainCard(text: string, more: Partial<ClipCard> = {}): ClipCard {
  return { kind: 'note', text, fields: {}, tags: [], zone: null, pos: null, size: null, ...more };
}

/** A clip out of JSON of any shape; null where it is none. */
export function readClip(value: unknown): Clip | null {
  const { board, cards, threads } = asRecord(value);
  if (!Array.isArray(cards) || cards.length > LIMITS.cards) return null;
  const read = cards.map(readCard);
  const ties = Array.isArray(threads) ? threads.map(asRecord) : [];
  return {
    board: typeof board === 'string' ? board : null,
    cards: read,
    threads: ties.flatMap(({ kind, from, to }) => {
      const ends = [from, to].every((end) => Number.isInteger(end) && read[end as number]);
      return isThreadKind(kind) && ends ? [{ kind, from: from as number, to: to as number }] : [];
    }),
    source: 'a board',
    left: [],
  };
}

function readCard(value: unknown): ClipCard {
  const { id, kind, text, fields, tags, zone, pos, size } = asRecord(value);
  return {
    ...(typeof id === 'string' ? { id } : {}),
    kind: isKind(kind) ? kind : 'note',
    text: typeof text === 'string' ? text : '',
    fields: asRecord(fields),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    zone: typeof zone === 'string' ? zone : null,
    pos: pair(pos),
    size: pair(size),
  };
}

export function asRecord(value: unknown): Record<string, unknown> {
  return value && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function pair(value: unknown): [number, number] | null {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)
    ? (value as [number, number])
    : null;
}
