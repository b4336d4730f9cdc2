import { describe, expect, it } from 'vitest';
import { spliceOf } from '../board/text';
import { carry, merge } from './merge';

describe('merging what I typed with what others made of the text', () => {
  it('keeps both when they touch different places', () => {
    expect(merge('damp at home', 'Damp at home', 'damp at home, again')).toBe('Damp at home, again');
  });

  it('puts mine where its words have gone when others type before them', () => {
    expect(merge('damp at home', 'damp at home!', 'The damp at home')).toBe('The damp at home!');
  });

  it('keeps both when they insert at the same place', () => {
    const merged = merge('ab', 'aXb', 'aYb');
    expect(merged).toContain('X');
    expect(merged).toContain('Y');
  });

  it('keeps what I typed inside a stretch that others deleted', () => {
    expect(merge('one two three', 'one twoX three', 'one')).toContain('X');
  });

  it('keeps what others typed inside a stretch that I deleted beside', () => {
    expect(merge('one two', 'two', 'one two!')).toBe('two!');
  });

  it('takes theirs when I typed nothing and mine when they did nothing', () => {
    expect(merge('a', 'a', 'b')).toBe('b');
    expect(merge('a', 'b', 'a')).toBe('b');
  });

  it('never cuts a surrogate pair', () => {
    const merged = merge('🙂🙃', '🙂x🙃', '🙂🙃🙂');
    expect(merged).toBe('🙂x🙃🙂');
  });
});

describe('carrying the caret over a change of others', () => {
  const moved = (before: string, after: string, caret: number) =>
    carry(caret, spliceOf(before, after)!, true);

  it('moves it along with the words before it', () => {
    expect(moved('home', 'at home', 2)).toBe(5);
  });

  it('leaves it where words come in right at it or after it', () => {
    expect(moved('ab', 'aXb', 1)).toBe(1);
    expect(moved('ab', 'abX', 1)).toBe(1);
  });

  it('puts it at the edge when its words go', () => {
    expect(moved('one TWO three', 'one three', 6)).toBe(4);
  });
});
