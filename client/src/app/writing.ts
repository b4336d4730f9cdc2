/** A text field bound to a card's text: what I type goes to the board, what others type comes in around my caret. */
import * as words from '../board/commands/words';
import { wordsIn } from '../board/field';
import { spliceOf } from '../board/text';
import type { Session } from './app';
import { carry, merge } from './merge';

/** After so long without typing, the card no longer shows me as writing in it. */
const FREES_AFTER_MS = 20_000;

/**
 * Bind the field until the returned function is called. `refused` is told when the board does not take the words; they
 * stay in the field. While an input method is composing (accents, Chinese …) the field is left alone; both sides are
 * merged when it ends. `name`: one of the card's fields instead of its words.
 * `calm`: the card is held only from the first letter on, not while the focus passes by.
 */
export function bindText(
  field: HTMLTextAreaElement,
  session: Session,
  card: string,
  refused: (why: string) => void,
  { name, calm }: { readonly name?: string | undefined; readonly calm?: boolean } = {},
): () => void {
  const { view, commands, presence } = session;
  const textIn = () => (name === undefined ? view.text(card) : view.fieldText(card, name));
  const wordsOf = () => {
    const found = view.cards.get(card);
    if (found && name !== undefined) return wordsIn(found, name);
    return found?.text ?? '';
  };
  const write = (text: string) =>
    name === undefined
      ? words.setText(commands.inside, card, text, place(field, text))
      : words.setFieldText(commands.inside, card, name, text, place(field, text));
  let base = wordsOf();
  /** The text I made in an empty field, and what the field held before. */
  let made: { readonly text: unknown; readonly over: string } | null = null;
  let composing = false;
  let sending = false;
  let frees: ReturnType<typeof setTimeout> | undefined;
  field.value = base;

  const current = () => textIn()?.toString() ?? (name === undefined ? base : wordsOf());
  const send = () => {
    const there = current();
    const before = textIn();
    // Two who begin in an empty field at once each make its text, and one of them stays: what is mine goes into that.
    if (made && before && before !== made.text) base = made.over;
    const text = merge(base, field.value, there, field.selectionEnd);
    sending = true;
    const may = text === there ? true : write(text);
    sending = false;
    if (may !== true) return refused(may);
    if (before) made = made?.text === before ? made : null;
    else if (text !== there) made = { text: textIn(), over: there };
    if (field.value !== text) replaceKeepingCaret(field, text);
    base = text;
  };
  const hold = () => {
    presence.me({ editing: card });
    clearTimeout(frees);
    frees = setTimeout(() => presence.me({ editing: null }), FREES_AFTER_MS);
  };
  const on: Record<string, () => void> = {
    input: () => {
      hold();
      if (!composing) send();
    },
    compositionstart: () => {
      composing = true;
    },
    compositionend: () => {
      composing = false;
      send();
    },
  };

  for (const [name, act] of Object.entries(on)) field.addEventListener(name, act);
  const unwatch = view.onChange((change) => {
    if (change.cards.has(card) && !sending && !composing && view.cards.has(card)) send();
  });
  if (!calm) hold();
  return () => {
    if (composing) send();
    unwatch();
    clearTimeout(frees);
    presence.me({ editing: null });
    commands.endGesture();
    for (const [name, act] of Object.entries(on)) field.removeEventListener(name, act);
  };
}

/** Where my caret is in the merged text. */
function place(field: HTMLTextAreaElement, text: string): number {
  const change = spliceOf(field.value, text);
  return change ? carry(field.selectionEnd, change, true) : field.selectionEnd;
}

function replaceKeepingCaret(field: HTMLTextAreaElement, text: string): void {
  const change = spliceOf(field.value, text);
  if (!change) return;
  const { selectionStart: start, selectionEnd: end, selectionDirection, scrollTop } = field;
  field.value = text;
  if (document.activeElement !== field) return;
  field.setSelectionRange(carry(start, change, true), carry(end, change, true), selectionDirection);
  field.scrollTop = scrollTop;
}
