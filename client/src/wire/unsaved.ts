/** Words that are about to be left behind with a document, to be offered back to whoever wrote them. */
import * as Y from 'yjs';
import { cardRecord, commentRecord, type Entry } from '../board/record';

export interface Unsaved {
  readonly id: string;
  /** "S3"; empty for a card the server never saw. */
  readonly label: string;
  readonly text: string;
}

/** Texts of the touched cards and comments that the new, synced document does not have as they were written. */
export function unsaved(oldDoc: Y.Doc, newDoc: Y.Doc, touched: Iterable<string>): Unsaved[] {
  const words: Unsaved[] = [];
  for (const id of touched) {
    const [mine, theirs] = [find(oldDoc, id), find(newDoc, id)];
    if (mine?.text.trim() && mine.text !== theirs?.text)
      words.push({ id, label: theirs?.label || mine.label, text: mine.text });
  }
  return words;
}

function find(doc: Y.Doc, id: string): { label: string; text: string } | null {
  const card = doc.getMap('cards').get(id);
  if (card instanceof Y.Map) return cardRecord(id, card as Entry);
  const comment = doc.getMap('comments').get(id);
  if (!(comment instanceof Y.Map)) return null;
  const { card: on, text } = commentRecord(id, comment as Entry);
  return { label: find(doc, on)?.label ?? '', text };
}
