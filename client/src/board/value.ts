/** Values as they go into the document: within its limits, and only where they differ from what is there. */
import * as Y from 'yjs';
import { LEAST_ZONE, LIMITS } from './schema';
import { rewrite, wellFormed } from './text';

/** A new card, zone, thread or comment. */
export function newEntry(entries: Readonly<Record<string, unknown>>): Y.Map<unknown> {
  return new Y.Map(Object.entries(entries));
}

/** Write one key of a thing; nothing where it stays the same or the thing has just been deleted by someone. */
export function write(root: Y.Map<unknown>, id: string, key: string, value: unknown): void {
  const entry = root.get(id);
  if (entry instanceof Y.Map && !same(entry.get(key), value)) entry.set(key, value);
}

/** `undefined` takes the field away. */
export function writeField(root: Y.Map<unknown>, id: string, key: string, value: unknown): void {
  const entry = root.get(id);
  if (!(entry instanceof Y.Map)) return;
  const fields = entry.get('fields');
  if (!(fields instanceof Y.Map)) entry.set('fields', new Y.Map(value === undefined ? [] : [[key, value]]));
  else if (value === undefined) fields.delete(key);
  else if (value instanceof Y.Text || !same(fields.get(key), value)) fields.set(key, value);
}

/** Make a field's text read so, by the smallest change; the text is made where there is none yet. */
export function rewriteField(
  root: Y.Map<unknown>,
  id: string,
  key: string,
  wanted: string,
  caret?: number,
): void {
  const entry = root.get(id);
  const fields = entry instanceof Y.Map ? entry.get('fields') : undefined;
  const text = fields instanceof Y.Map ? fields.get(key) : undefined;
  if (text instanceof Y.Text) rewrite(text, wanted, caret);
  else writeField(root, id, key, new Y.Text(wellFormed(wanted)));
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

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
