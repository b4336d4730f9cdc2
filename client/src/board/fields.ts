/** Which fields each kind of card has. Apart from field.ts, because only forms need it. */
import { wordsIn } from './field';
import type { CardView, Kind } from './schema';

type OfCard = Pick<CardView, 'fields'>;

/** `text` is written together, like the card's own words; a `list` is a text with one thing a line. */
export type FieldType =
  | 'text'
  | 'list'
  | 'choice'
  | 'number'
  | 'day'
  | 'days'
  | 'department'
  | 'departments'
  | 'yesno'
  | 'image'
  | 'handovers';

const CONSENT_FIELDS = {
  keep: 'choice',
  quote: 'choice',
  given_how: 'choice',
  given_on: 'day',
  expires: 'day',
} as const;

export const FIELDS: Readonly<Record<Kind, Readonly<Record<string, FieldType>>>> = {
  story: {
    teller: 'text',
    told_by: 'choice',
    when: 'choice',
    departments: 'departments',
    mattered: 'text',
    helped: 'text',
    warning: 'text',
    image: 'image',
    ...CONSENT_FIELDS,
  },
  touchpoint: { step: 'number', service: 'department', feeling: 'number', again: 'yesno', waited: 'text' },
  problem: {
    affected: 'text',
    now: 'text',
    matters: 'text',
    cause: 'text',
    departments: 'departments',
    known: 'list',
    assumed: 'list',
    unknown: 'list',
    success: 'text',
    measure: 'text',
  },
  idea: { question: 'text', departments: 'departments', test: 'text', yes: 'text' },
  challenge: { answer: 'text', accepted: 'yesno' },
  commitment: {
    owner_role: 'text',
    owner: 'text',
    owner_department: 'department',
    sponsor: 'text',
    first_step: 'text',
    first_step_by: 'day',
    by: 'day',
    reviews: 'days',
    status: 'choice',
    reason: 'text',
    evidence: 'text',
    checked_by: 'text',
    handovers: 'handovers',
  },
  note: { image: 'image' },
};

/** Fields with something in them that a card of this kind has no place for. */
export function setAside(fields: Readonly<Record<string, unknown>>, kind: Kind): string[] {
  return Object.keys(fields).filter((name) => isFilled(fields[name]) && !Object.hasOwn(FIELDS[kind], name));
}

export function isFilled(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !Array.isArray(value) || value.length > 0;
}

/** Its lines that say something. */
export function linesIn(card: OfCard, name: string): string[] {
  return wordsIn(card, name)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

export function isYes({ fields }: OfCard, name: string): boolean | null {
  const value = fields[name];
  return typeof value === 'boolean' ? value : null;
}

export interface Handover {
  readonly from: string;
  readonly to: string;
  /** A day, "2027-02-12". */
  readonly on: string;
}

export function handoversOf({ fields }: OfCard): Handover[] {
  const list = Array.isArray(fields.handovers) ? fields.handovers : [];
  return list.map((entry) => {
    const { from, to, on } = (entry ?? {}) as Record<string, unknown>;
    return { from: String(from ?? ''), to: String(to ?? ''), on: String(on ?? '') };
  });
}
