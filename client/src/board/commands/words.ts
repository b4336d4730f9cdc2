/** What is written on a card: its words, what its kind holds beside them, its tags. */
import * as Y from 'yjs';
import { isConsent } from '../approval';
import type { May } from '../rights';
import { characters, LIMITS } from '../schema';
import { rewrite, wellFormed } from '../text';
import { fitsField, rewriteField, write, writeField } from '../value';
import type { Inside } from './inside';
import * as may from './may';

export const TOO_LONG = `This is too long: a card holds ${LIMITS.text} characters.`;

export function setText(inside: Inside, id: string, text: string, caret?: number): May {
  const why = mayRead(inside, id, text);
  if (why !== true) return why;
  const { cards, undo } = inside.home(id, 'words');
  undo.act('writing', () => rewriteText(cards, id, text, caret), `text ${id}`);
  return true;
}

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
