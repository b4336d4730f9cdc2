/**
 * Writing in a card, in place. A plain text field lies exactly over the card's words, which stay in the page unseen:
 * they give the field its height without anything being measured, and they show others' carets. The field brings
 * what a page must not take away: input methods, spelling, dictation, plain-text paste, selection by touch.
 */
import { addCard } from '../app/act';
import { nameOf } from '../app/words';
import { bindText } from '../app/writing';
import { caretAt } from '../board/caret';
import * as there from '../board/commands/cards-there';
import type { Canvas } from './canvas';
import type { Placed } from './placed';

/** Smaller than this nobody writes: the camera comes nearer. */
const WRITE_ZOOM = 0.6;

export class Editor {
  readonly #canvas: Canvas;
  #open: { readonly card: Placed; readonly field: HTMLTextAreaElement; end(): void } | null = null;

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    document.addEventListener('selectionchange', () => this.#tell(), { signal });
  }

  get card(): string | null {
    return this.#open?.card.id ?? null;
  }

  /** Write in this card, or in none. */
  show(id: string | null): void {
    if (id === this.card) return;
    this.#close();
    const card = id ? this.#canvas.placement.get(id) : undefined;
    if (card) this.#begin(card);
  }

  /** A board that goes away takes its field along. */
  destroy(): void {
    this.#open?.end();
    this.#open = null;
  }

  #begin(card: Placed): void {
    const canvas = this.#canvas;
    canvas.cards.writing = card.id;
    canvas.cards.rove(card.id);
    canvas.sight.reveal(card, WRITE_ZOOM);
    const face = canvas.cards.mount(card);
    const field = document.createElement('textarea');
    field.className = 'card__field';
    field.ariaLabel = `Words of ${nameOf(card.card)}`;
    field.dir = 'auto';
    field.rows = 1;
    face.words.append(field);
    face.words.classList.add('is-writing');
    this.#open = { card, field, end: bindText(field, canvas.session, card.id, (why) => canvas.refuses(why)) };
    field.addEventListener('keydown', (event) => this.#key(event));
    field.addEventListener('beforeinput', (event) => this.#before(event));
    field.addEventListener('input', () => this.#tell());
    field.addEventListener('blur', () => setTimeout(() => this.#left(field)));
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
    canvas.session.commands.endGesture();
    this.#tell();
  }

  #close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    const { cards, session } = this.#canvas;
    open.end();
    open.card.face?.words.classList.remove('is-writing');
    open.field.remove();
    cards.writing = null;
    this.#keepHeight(open.card);
    session.commands.endGesture();
  }

  /** Others whose fonts differ, or who see the card from afar, learn how tall the words made it: once, at the end. */
  #keepHeight(card: Placed): void {
    const el = card.face?.el;
    const open = el?.classList.contains('is-open') ?? false;
    el?.classList.remove('is-open'); // As it is when nobody has it selected: long words are folded.
    const height = el?.offsetHeight ?? 0;
    el?.classList.toggle('is-open', open);
    if (height && Math.abs(height - card.card.size[1]) > 1)
      there.setHeight(this.#canvas.session.commands.inside, card.id, height);
  }

  #left(field: HTMLTextAreaElement): void {
    const { app } = this.#canvas;
    if (this.#open?.field === field && document.activeElement !== field) app.editing.value = null;
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.isComposing) return;
    const { app } = this.#canvas;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (key === 'escape') this.#leave();
    else if (command && key === 'enter') this.#next();
    else if (command && (key === 'y' || (key === 'z' && event.shiftKey))) app.redo();
    else if (command && key === 'z') app.undo();
    else return;
    event.preventDefault();
  }

  /** The browser's own undo would take back what others typed. */
  #before(event: InputEvent): void {
    if (!event.inputType.startsWith('history')) return;
    event.preventDefault();
    const { app } = this.#canvas;
    if (event.inputType === 'historyUndo') app.undo();
    else app.redo();
  }

  #leave(): void {
    const { app, session } = this.#canvas;
    const { card, field } = this.#open!;
    const unwanted = this.#canvas.fresh.has(card.id) && field.value === '';
    app.editing.value = null;
    if (unwanted) there.deleteCards(session.commands.inside, [card.id]);
    if (unwanted) this.#canvas.focus.onHost();
    else this.#canvas.focus.on(card.id);
  }

  /** Done with this one: another of its kind, in the same zone. */
  #next(): void {
    const { card } = this.#open!.card;
    this.#canvas.app.editing.value = null;
    addCard(this.#canvas.app, card.kind, card.zone);
  }

  /** Show others where my caret is. */
  #tell(): void {
    const open = this.#open;
    const text = open && this.#canvas.session.view.text(open.card.id);
    if (!text || document.activeElement !== open.field) return;
    const { selectionStart, selectionEnd, selectionDirection } = open.field;
    const [from, to] = [caretAt(text, selectionStart), caretAt(text, selectionEnd)];
    const back = selectionDirection === 'backward';
    const caret = { card: open.card.id, anchor: back ? to : from, head: back ? from : to };
    this.#canvas.session.presence.me({ caret });
  }
}
