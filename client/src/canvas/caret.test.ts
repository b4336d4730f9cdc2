// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { type Caret, wordsWith } from './caret';

function drawn(words: string, ...carets: Caret[]): HTMLElement {
  const element = document.createElement('p');
  element.append(...wordsWith(words, carets));
  return element;
}

const caret = (name: string, anchor: number, head = anchor): Caret => ({ name, anchor, head });

test('words without carets are one plain text, whatever they look like', () => {
  const element = drawn('<b>no</b> markup');
  expect(element.childNodes.length).toBe(1);
  expect(element.textContent).toBe('<b>no</b> markup');
});

test('a caret stands at its head and adds nothing to the words', () => {
  const element = drawn('one two', caret('Helen', 3));
  expect(element.textContent).toBe('one two');
  expect(element.firstChild?.textContent).toBe('one');
  expect(element.querySelector<HTMLElement>('.caret')?.dataset.name).toBe('Helen');
});

test('a selection lies over exactly its words, drawn either way', () => {
  for (const [anchor, head] of [
    [4, 7],
    [7, 4],
  ] as const)
    expect(
      drawn('one two three', caret('Dee', anchor, head)).querySelector('.caret__range')?.textContent,
    ).toBe('two');
});

test('a caret beyond the end stands at the end', () => {
  const element = drawn('ab', caret('Tom', 99));
  expect(element.lastElementChild?.className).toContain('caret');
});

test('a line break at the end gives its line', () => {
  expect(drawn('ab\n').textContent).toBe('ab\n\u200b');
});
