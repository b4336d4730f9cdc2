/**
 * Reads what a card holds beyond its words. The server judges only what a promise hangs on (boards/field.py;
 * tests/vectors/field.json holds both to one truth); the rest is anyone's to fill in, so every value is read with care.
 */
import type { CardView } from './schema';

export const KEEP = ['room', 'partners', 'anyone'] as const;
export type Keep = (typeof KEEP)[number];
export const QUOTE = ['yes', 'no'] as const;

/** What only the teller of a story answers; never copied along with it. */
export const CONSENT = ['expires', 'given_how', 'given_on', 'keep', 'quote'] as const;

export const MAX_ALT = 1_000;

export type Feeling = -2 | -1 | 0 | 1 | 2;

export interface Picture {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
  /** Only for looks: it needs no words. */
  readonly looks: boolean;
}

type OfCard = Pick<CardView, 'fields'>;

/** A field as text; nothing for anything else. */
export function wordsIn({ fields }: OfCard, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

export function namesIn({ fields }: OfCard, name: string): string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function numberIn({ fields }: OfCard, name: string): number | null {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function feelingIn(card: OfCard): Feeling | null {
  const value = numberIn(card, 'feeling');
  return value !== null && Number.isInteger(value) && Math.abs(value) <= 2 ? (value as Feeling) : null;
}

/** Null is no answer: then it is the room's alone. */
export function keepOf({ fields }: OfCard): Keep | null {
  return KEEP.find((answer) => answer === fields.keep) ?? null;
}

export function pictureOf({ fields }: OfCard): Picture | null {
  const { id, width, height, alt, looks } = (fields.image ?? {}) as Record<string, unknown>;
  const sides = [width, height].every((side) => typeof side === 'number' && side > 0);
  if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id) || !sides) return null;
  return {
    id,
    width: width as number,
    height: height as number,
    alt: typeof alt === 'string' ? alt : '',
    looks: looks === true,
  };
}

/** A copy's fields: without what its teller allowed, which was said of one card. */
export function copiedFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !(CONSENT as readonly string[]).includes(name)),
  );
}
