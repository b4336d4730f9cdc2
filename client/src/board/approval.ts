/** Whose words are looked at before others have them (boards/approval.py), and how that stands for my cards. */
import { CONSENT } from './field';
import { list, number, plainObject, words } from './record';
import type { Kind, Me } from './schema';

export interface Approval {
  readonly everyone: boolean;
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
}

export function approvalOf(kept: unknown): Approval {
  const { everyone, groups, kinds } = plainObject(kept);
  return { everyone: everyone === true, groups: list(groups).map(String), kinds: list(kinds).map(String) };
}

/** All words of mine. */
export function asks({ everyone, groups }: Approval, me: Me): boolean {
  return me.role !== 'facilitator' && (everyone || groups.includes(me.department));
}

/** My cards of this kind. */
export function waits(approval: Approval, me: Me, kind: Kind | string): boolean {
  return me.role !== 'facilitator' && (asks(approval, me) || approval.kinds.includes(kind));
}

/** What a teller allows with their story (field.ts): it holds no words, and never waits. */
export function isConsent(field: string): boolean {
  return (CONSENT as readonly string[]).includes(field);
}

/** Where a card of mine stands at the desk. */
export interface DeskRecord {
  readonly state: 'waiting' | 'back';
  readonly reason: string;
}

export function deskRecord(kept: unknown): DeskRecord | null {
  const { state, reason } = plainObject(kept);
  return state === 'waiting' || state === 'back' ? { state, reason: words(reason) } : null;
}

export type NoteKind = 'back' | 'edited' | 'words-hidden' | 'words-shown' | 'hidden' | 'shown' | 'taken-off';

/** A message to me about a card of mine. */
export interface Note {
  readonly id: string;
  readonly card: string;
  readonly what: NoteKind;
  readonly reason: string;
  readonly at: number;
}

export function noteOf(id: string, kept: unknown): Note {
  const { card, what, reason, at } = plainObject(kept);
  return { id, card: words(card), what: words(what) as NoteKind, reason: words(reason), at: number(at) };
}
