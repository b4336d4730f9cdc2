/**
 * Changing a collaborative text to what a field now holds, by the smallest splice that says what the person did.
 * Indexes are UTF-16 units, as fields and Yjs count; a splice never cuts a surrogate pair, because half a pair makes
 * Yjs and Yrs differ for ever, and a removal never leaves half of a composed character.
 */
import type * as Y from 'yjs';
import { wellFormed } from './value';

export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/**
 * The one stretch that differs, or null for none. `caret` is where the caret stands after the change: in "aa|a" it
 * tells which a was typed, and so where it lands among what others type.
 */
export function spliceOf(before: string, after: string, caret?: number): Splice | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  const tail = caret === undefined ? 0 : Math.max(0, Math.min(most, after.length - caret));
  let end = 0;
  while (end < tail && sameFromEnd(before, after, end)) end++;
  let start = 0;
  while (start < most - end && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  while (end < most - start && sameFromEnd(before, after, end)) end++;
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start--;
  if (end > 0 && isLow(before.charCodeAt(before.length - end))) end--;
  if (before.length > start + end) [start, end] = wholeCharacters(before, after, start, end);
  return { at: start, remove: before.length - start - end, insert: after.slice(start, after.length - end) };
}

/** Make the text read as wanted; true if anything changed. Call it in a transaction. */
export function rewrite(text: Y.Text, wanted: string, caret?: number): boolean {
  const splice = spliceOf(text.toString(), wellFormed(wanted), caret);
  if (!splice) return false;
  if (splice.remove) text.delete(splice.at, splice.remove);
  if (splice.insert) text.insert(splice.at, splice.insert);
  return true;
}

/** Widen a removal to whole composed characters: e + accent, flags and families joined by U+200D. */
function wholeCharacters(before: string, after: string, start: number, end: number): [number, number] {
  const clings = (text: string, at: number) =>
    at > 0 && at < text.length && (CLINGS.test(characterAt(text, at)) || text.charCodeAt(at - 1) === JOINER);
  while (start > 0 && (clings(before, start) || clings(after, start)))
    start -= isLow(before.charCodeAt(start - 1)) ? 2 : 1;
  while (end > 0 && (clings(before, before.length - end) || clings(after, after.length - end)))
    end -= isHigh(before.charCodeAt(before.length - end)) ? 2 : 1;
  return [start, end];
}

const JOINER = 0x200d;
const CLINGS = /^[\p{M}\p{Emoji_Modifier}\u200d]/u;

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function sameFromEnd(a: string, b: string, end: number): boolean {
  return a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
