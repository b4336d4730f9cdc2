/** Writing in a card, in place: a field bound to the card's text. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { refOf } from '../app/words';
import { bindText } from '../app/writing';
import * as there from '../board/commands/cards-there';
import type { CardView } from '../board/schema';
import { useApp } from './context';

/** Where the caret was, for a card that others move while I write in it: its field is drawn anew elsewhere. */
let caret: { card: string; start: number; end: number } | null = null;

export function CardEditor({ card }: { card: CardView }) {
  const app = useApp();
  const session = app.session.value;
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = field.current!;
    const unbind = bindText(element, session, card.id, (why) => app.announce(why, true));
    const grow = () => fitHeight(element);
    element.addEventListener('input', grow);
    const unwatch = session.view.onChange(grow);
    element.focus();
    const { start, end } =
      caret?.card === card.id ? caret : { start: element.value.length, end: element.value.length };
    element.setSelectionRange(start, end);
    grow();
    return () => {
      caret = { card: card.id, start: element.selectionStart, end: element.selectionEnd };
      unwatch();
      unbind();
    };
  }, [card.id, session]);
  const leave = () => leaveCard(card.id);
  function leaveCard(id: string): void {
    caret = null;
    if (app.editing.peek() === id) app.editing.value = null;
    dropIfEmpty(id);
  }
  function dropIfEmpty(id: string): void {
    const now = session.view.cards.get(id);
    if (!now || now.text.trim() || now.created || session.commands.mayDelete(id) !== true) return;
    there.deleteCards(session.commands.inside, [id]);
    app.announce('Nothing was written, so no card was added.');
  }
  /** The focus goes back to the card; where none was added, to its zone. */
  function goOn(): void {
    const zone = document.getElementById(`zone-${card.zone}`);
    if (session.view.cards.has(card.id)) app.focusCard(card.id);
    else (zone ?? document.querySelector<HTMLElement>('main'))?.focus();
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (undoes(event)) return event.shiftKey ? app.redo() : app.undo();
    const done = event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey));
    if (!done || event.isComposing) return;
    event.preventDefault();
    leave();
    goOn();
  };
  // Moved by others, the field loses the focus and gets it back at once; only then is it still mine.
  const onBlur = () =>
    setTimeout(() => {
      const now = document.activeElement as HTMLElement | null;
      if (now?.dataset.edits !== card.id && document.hasFocus()) leave();
    });
  return (
    <textarea
      class="input editor"
      rows={1}
      dir="auto"
      ref={field}
      aria-label={`Words of ${refOf(card)}`}
      data-edits={card.id}
      data-part="editor"
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    />
  );
}

/** The field's own undo would not know what others wrote meanwhile. */
function undoes(event: KeyboardEvent): boolean {
  const is = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';
  if (is) event.preventDefault();
  return is;
}

export function fitHeight(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 4}px`;
}
