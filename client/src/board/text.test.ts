import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { caretAt, caretIndex } from './caret';
import { seeded } from './seeded';
import { rewrite, spliceOf } from './text';

function textOf(words: string): Y.Text {
  const text = new Y.Doc().getText('text');
  text.insert(0, words);
  return text;
}

function applied(before: string, after: string, caret?: number): string {
  const splice = spliceOf(before, after, caret);
  return splice
    ? before.slice(0, splice.at) + splice.insert + before.slice(splice.at + splice.remove)
    : before;
}

test('only what differs is spliced', () => {
  expect(spliceOf('one three', 'one two three')).toEqual({ at: 5, remove: 0, insert: 'wo t' });
  expect(spliceOf('one two three', 'one three', 4)).toEqual({ at: 4, remove: 4, insert: '' });
  expect(spliceOf('same', 'same')).toBeNull();
});

test('the caret tells which of several equal letters was typed or deleted', () => {
  expect(spliceOf('aaaa', 'aaaaa', 1)).toEqual({ at: 0, remove: 0, insert: 'a' });
  expect(spliceOf('aaaa', 'aaaaa', 3)).toEqual({ at: 2, remove: 0, insert: 'a' });
  expect(spliceOf('aaaa', 'aaa', 1)).toEqual({ at: 1, remove: 1, insert: '' });
});

test('a wrong caret still gives the right text', () => {
  for (const caret of [0, 2, 5, 99]) expect(applied('hello world', 'help world', caret)).toBe('help world');
});

test('a surrogate pair is never cut: the grin and the smile share their first half', () => {
  expect(spliceOf('a😀b', 'a😁b')).toEqual({ at: 1, remove: 2, insert: '😁' });
  expect(spliceOf('😀', '😀😀', 2)).toEqual({ at: 0, remove: 0, insert: '😀' });
  const [shared] = ['\u{1F600}', '\u{1FA00}'];
  expect(applied(`${shared}x`, '\u{1FA00}x')).toBe('\u{1FA00}x');
});

test('a removal takes whole composed characters', () => {
  const family = '👨‍👩‍👧';
  const splice = spliceOf(`a${family}b`, 'a👨‍👩‍👦b');
  expect(splice).toEqual({ at: 1, remove: family.length, insert: '👨‍👩‍👦' });
  expect(spliceOf('cafe\u0301s', 'cafes')).toEqual({ at: 3, remove: 2, insert: 'e' });
  expect(spliceOf('cafe', 'cafe\u0301')).toEqual({ at: 4, remove: 0, insert: '\u0301' });
});

test('a lone surrogate is written as the replacement character', () => {
  const text = textOf('x');
  rewrite(text, 'x\ud83d');
  expect(text.toString()).toBe('x\ufffd');
});

test('any text turns into any other without half a pair ever being written', () => {
  const seed = Date.now() % 1_000_000;
  const random = seeded(seed);
  const alphabet = [...'aab😀😁🀄é', '👍🏽', '\u0301', '👨‍👩‍👧'];
  const some = () => Array.from({ length: random(8) }, () => alphabet[random(alphabet.length)]).join('');
  for (let i = 0; i < 3000; i++) {
    const [before, after] = [some(), some()];
    const splice = spliceOf(before, after, random(3) ? undefined : random(after.length + 1));
    const caret = random(after.length + 1);
    expect(applied(before, after, caret), `seed ${seed}: ${before} → ${after} at ${caret}`).toBe(after);
    if (!splice) continue;
    const removed = before.slice(splice.at, splice.at + splice.remove);
    for (const part of [removed, splice.insert, before.slice(0, splice.at)])
      expect(/\p{Surrogate}/u.test(part), `seed ${seed}: ${before} → ${after}`).toBe(false);
  }
});

test('a caret stays where it is while others type before it', () => {
  const text = textOf('hello world');
  const caret = caretAt(text, 5);
  text.insert(0, '>> ');
  expect(caretIndex(text, JSON.parse(JSON.stringify(caret)))).toBe(8);
  expect(caretIndex(textOf('another'), caret)).toBeNull();
  expect(caretIndex(text, { nonsense: [] })).toBeNull();
});
