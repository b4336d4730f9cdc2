/** Values as they go into the document: within its limits, and only where they differ from what is there. */
import * as Y from 'yjs';
import { LEAST_ZONE, LIMITS } from './schema';

/** A new card, zone, thread or comment. */
export function newEntry(entries: Readonly<Record<string, unknown>>): Y.Map<unknown> {
  return new Y.Map(Object.entries(entries));
}

/** Write one key of a thing; nothing where it stays the same or the thing has just been deleted by someone. */
export function write(root: Y.Map<unknown>, id: string, key: string, value: unknown): void {
  const entry = root.get(id);
  if (entry instanceof Y.Map && !same(entry.get(key), value)) entry.set(key, value);
}

export function withinBoard(coordinate: number): number {
  return Math.max(-LIMITS.coordinate, Math.min(coordinate, LIMITS.coordinate));
}

/** A zone's width or height. */
export function zoneSide(side: number): number {
  return Math.max(LEAST_ZONE, Math.min(side, LIMITS.size));
}

export function asTitle(title: string): string {
  return [...wellFormed(title)].slice(0, LIMITS.title).join('');
}

/** Whether one field may hold this. */
export function fitsField(value: unknown): boolean {
  return value === undefined || new TextEncoder().encode(JSON.stringify(value)).length <= LIMITS.fieldBytes;
}

/** Whether the document would stay as it is. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A lone surrogate cannot be sent as UTF-8; it becomes the replacement character, as on the wire. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
