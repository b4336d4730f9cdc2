/** A text field bound to a card's text: what I type goes to the board, what others type comes in around my caret. */
import { spliceOf } from '../board/text';
import type { Session } from './app';
import { carry, merge } from './merge';

/** After so long without typing, the card no longer shows me as writing in it. */
const FREES_AFTER_MS = 20_000;

/**
 * Bind the field until the returned function is called. `refused` is told when the board does not take the words; they
 * stay in the field. While an input method is composing (accents, Chinese …) the field is left alone; both sides are
 * merged when it ends.
 */
export function bindText(
  field: HTMLTextAreaElement,
  session: Session,
  card: string,
  refused: (why: string) => void,
): () => void {
  const { view, commands, presence } = session;
  let base = view.cards.get(card)?.text ?? '';
  let composing = false;
  let sending = false;
  let frees: ReturnType<typeof setTimeout> | undefined;
  field.value = base;

  const current = () => view.text(card)?.toString() ?? base;
  const send = () => {
    const there = current();
    const text = merge(base, field.value, there, field.selectionEnd);
    sending = true;
    const may = text === there ? true : commands.setText(card, text, place(field, text));
    sending = false;
    if (may !== true) return refused(may);
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
  hold();
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
