/** Three versions of a text: what the field last held in common, what I typed, what is there now. */
import { type Splice, spliceOf } from '../board/text';

/** Where a place in the old text is after the splice; `left`: stay left of what is inserted right there. */
export function carry(place: number, splice: Splice, left = false): number {
  if (place < splice.at || (left && place === splice.at)) return place;
  if (place < splice.at + splice.remove) return splice.at + splice.insert.length;
  return place + splice.insert.length - splice.remove;
}

/** My typing (base → mine) put into what others made of the base (theirs). */
export function merge(base: string, mine: string, theirs: string, caret?: number): string {
  const typed = spliceOf(base, mine, caret);
  const others = spliceOf(base, theirs);
  if (!typed) return theirs;
  if (!others) return mine;
  const from = carry(typed.at, others, true);
  const to = Math.max(from, carry(typed.at + typed.remove, others, typed.remove === 0));
  return theirs.slice(0, from) + typed.insert + theirs.slice(to);
}
