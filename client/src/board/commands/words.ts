/** What is written on a card: its words, what its kind holds beside them, its tags. */
import * as Y from 'yjs';
import { isConsent } from '../approval';
import type { May } from '../rights';
import { characters, LIMITS } from '../schema';
import { rewrite } from '../text';
import { fitsField, same, wellFormed, write } from '../value';
import type { Inside } from './inside';
import * as may from './may';

export const TOO_LONG = `This is too long: a card holds ${LIMITS.text} characters.`;

/**
 * Make the card's text read so, by the smallest change; true, or why it was not done. `caret`: where the caret stands in
 * the new text (UTF-16 units), which tells repeated letters apart.
 */
export function setText(inside: Inside, id: string, text: string, caret?: number): May {
  const why = mayRead(inside, id, text);
  if (why !== true) return why;
  const { cards, undo } = inside.home(id, 'words');
  undo.act('writing', () => rewriteText(cards, id, text, caret), `text ${id}`);
  return true;
}

/** `undefined` takes the field away. True, or why it was not done. */
export function setField(inside: Inside, id: string, key: string, value: unknown): May {
  const free = isConsent(key);
  const why = free ? may.edit(inside, id) : may.reword(inside, id);
  if (why !== true) return why;
  if (!fitsField(value)) return TOO_LONG;
  const { cards, undo } = inside.home(id, free ? 'rest' : 'content');
  const run = () => writeField(cards, id, key, value);
  undo.act('filling in a card', run, typeof value === 'string' ? `field ${id} ${key}` : null);
  return true;
}

/** Several fields as one step. */
export function setFields(inside: Inside, id: string, fields: Readonly<Record<string, unknown>>): May {
  const why = may.reword(inside, id);
  if (why !== true) return why;
  if (!Object.values(fields).every(fitsField)) return TOO_LONG;
  const { cards, undo } = inside.home(id, 'content');
  undo.act('filling in a card', () => {
    for (const [key, value] of Object.entries(fields)) writeField(cards, id, key, value);
  });
  return true;
}

/** Make one of the card's fields read so; like setText(). */
export function setFieldText(inside: Inside, id: string, key: string, text: string, caret?: number): May {
  const why = mayRead(inside, id, text);
  if (why !== true) return why;
  const { cards, undo } = inside.home(id, 'content');
  const run = () => rewriteField(cards, id, key, text, caret);
  undo.act('filling in a card', run, `field ${id} ${key}`);
  return true;
}

export function setTags(inside: Inside, id: string, tags: readonly string[]): void {
  if (may.reword(inside, id) !== true) return;
  const unlike = [...new Set(tags)].slice(0, LIMITS.tags);
  const { cards, undo } = inside.home(id, 'content');
  undo.act('tagging a card', () => write(cards, id, 'tags', unlike));
}

/** May the card, or a field of it, be made to read so? */
function mayRead(inside: Inside, id: string, text: string): May {
  const why = may.reword(inside, id);
  if (why !== true) return why;
  return text.length > LIMITS.text && characters(text) > LIMITS.text ? TOO_LONG : true;
}

function rewriteText(root: Y.Map<unknown>, id: string, words: string, caret?: number): void {
  const entry = root.get(id);
  if (!(entry instanceof Y.Map)) return;
  const text = entry.get('text');
  if (text instanceof Y.Text) rewrite(text, words, caret);
  else entry.set('text', new Y.Text(wellFormed(words)));
}

/** `undefined` takes the field away. */
function writeField(root: Y.Map<unknown>, id: string, key: string, value: unknown): void {
  const entry = root.get(id);
  if (!(entry instanceof Y.Map)) return;
  const fields = entry.get('fields');
  if (!(fields instanceof Y.Map)) entry.set('fields', new Y.Map(value === undefined ? [] : [[key, value]]));
  else if (value === undefined) fields.delete(key);
  else if (value instanceof Y.Text || !same(fields.get(key), value)) fields.set(key, value);
}

/** Make a field's text read so, by the smallest change; the text is made where there is none yet. */
function rewriteField(root: Y.Map<unknown>, id: string, key: string, wanted: string, caret?: number): void {
  const entry = root.get(id);
  const fields = entry instanceof Y.Map ? entry.get('fields') : undefined;
  const text = fields instanceof Y.Map ? fields.get(key) : undefined;
  if (text instanceof Y.Text) rewrite(text, wanted, caret);
  else writeField(root, id, key, new Y.Text(wellFormed(wanted)));
}
