/**
 * Reads one thing of the document into a plain record. What another client wrote may have any shape the server let
 * through, so every value is checked and replaced by a harmless one.
 */
import * as Y from 'yjs';
import {
  type BoardInfo,
  CARD_SIZE,
  type CardView,
  type CommentView,
  type Department,
  isKind,
  isThreadKind,
  type StrokeView,
  type ThreadView,
  type ZoneView,
} from './schema';

export type Entry = Y.Map<unknown>;

export function cardRecord(id: string, card: Entry): CardView {
  const kind = card.get('kind');
  const known = isKind(kind) ? kind : 'note';
  return {
    id,
    kind: known,
    zone: textOrNull(card.get('zone')),
    pos: position(card.get('pos')),
    size: size(card.get('size'), CARD_SIZE[known]),
    order: words(card.get('order')),
    text: words(card.get('text')),
    fields: plainObject(card.get('fields')),
    tags: list(card.get('tags')).filter((tag) => typeof tag === 'string'),
    author: textOrNull(card.get('author')),
    department: textOrNull(card.get('department')),
    created: number(card.get('created')),
    locked: card.get('locked') === true,
    hidden: Boolean(card.get('hidden')),
    hiddenWhy: words(plainObject(card.get('hidden')).reason),
    erased: Boolean(card.get('withdrawn')),
    label: words(card.get('label')),
  };
}

export function zoneRecord(id: string, zone: Entry): ZoneView {
  return {
    id,
    title: words(zone.get('title')),
    prompt: words(zone.get('prompt')),
    kinds: list(zone.get('kinds')).filter(isKind),
    pos: position(zone.get('pos')),
    size: size(zone.get('size'), [480, 640]),
    order: words(zone.get('order')),
    locked: zone.get('locked') === true,
  };
}

export function threadRecord(id: string, thread: Entry): ThreadView {
  const kind = thread.get('kind');
  return {
    id,
    kind: isThreadKind(kind) ? kind : 'relates',
    from: words(thread.get('from')),
    to: words(thread.get('to')),
    author: textOrNull(thread.get('author')),
  };
}

export function strokeRecord(id: string, stroke: Entry): StrokeView {
  return {
    id,
    points: list(stroke.get('points')).map(number),
    colour: words(stroke.get('colour')),
    width: number(stroke.get('width')) || 4,
    alt: textOrNull(stroke.get('alt')),
    author: textOrNull(stroke.get('author')),
  };
}

export function commentRecord(id: string, comment: Entry): CommentView {
  return {
    id,
    card: words(comment.get('card')),
    parent: textOrNull(comment.get('parent')),
    resolved: comment.get('resolved') === true,
    text: words(comment.get('text')),
    author: textOrNull(comment.get('author')),
    department: textOrNull(comment.get('department')),
    created: number(comment.get('created')),
    hidden: Boolean(comment.get('hidden')),
  };
}

export function boardInfo(board: Entry): BoardInfo {
  const departments = Object.entries(plainObject(board.get('departments')));
  return {
    title: words(board.get('title')),
    purpose: words(board.get('purpose')),
    departments: new Map(departments.map(([id, value]) => [id, department(id, value)])),
    ownOnly: board.get('own_only') === true,
  };
}

function department(id: string, value: unknown): Department {
  const known = plainObject(value);
  const name = words(known.name) || id;
  return { id, name, initials: words(known.initials) || name.slice(0, 2), colour: number(known.colour) };
}

function plain(value: unknown): unknown {
  return value instanceof Y.AbstractType ? value.toJSON() : value;
}

export function words(value: unknown): string {
  const text = value instanceof Y.Text ? value.toString() : value;
  return typeof text === 'string' ? text : '';
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

export function list(value: unknown): unknown[] {
  const items = plain(value);
  return Array.isArray(items) ? items : [];
}

export function plainObject(value: unknown): Record<string, unknown> {
  const known = plain(value);
  return known && typeof known === 'object' && !Array.isArray(known)
    ? (known as Record<string, unknown>)
    : {};
}

function position(value: unknown): readonly [number, number, number] {
  const [x, y, z] = list(value);
  return [number(x), number(y), number(z)];
}

function size(value: unknown, usual: readonly [number, number]): readonly [number, number] {
  const [w, h] = list(value);
  return [number(w) > 0 ? number(w) : usual[0], number(h) > 0 ? number(h) : usual[1]];
}
