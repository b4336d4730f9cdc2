/**
 * The one writer of a board document, and its one face: each noun has a file in commands/. Each command is one
 * transaction and one step of undo; a value that stays the same is not written, because every write leaves its trace in
 * the document for good. What only the server writes (author, department, created, label, locked, hidden) is never
 * written here. Comments, strokes, a card's kind and a zone's rows are written by files that come when first wanted.
 */
import type * as Y from 'yjs';
import * as cards from './commands/cards';
import { Inside } from './commands/inside';
import * as may from './commands/may';
import * as threads from './commands/threads';
import * as words from './commands/words';
import * as zones from './commands/zones';
import type { Private } from './private';
import type { May } from './rights';
import type { Kind, Me, ThreadKind } from './schema';
import type { Undone } from './undo';
import type { BoardView } from './view';

export type { Move, NewCard, NewThread } from './commands/cards';
export type { Refused } from './commands/threads';
export type { ZoneParts } from './commands/zones';

export class Commands {
  /** For the nouns that come later: the same documents, step by step, with the same memory. */
  readonly inside: Inside;

  constructor(doc: Y.Doc, view: BoardView, me: Me, mine: Private | null = null) {
    this.inside = new Inside(doc, view, me, mine, this);
  }

  // May I?

  /** A card of this kind, or any card at all. */
  mayAdd(kind?: Kind): May {
    return may.add(this.inside, kind);
  }

  /** React, comment, tie a thread: whatever changes no card. */
  mayJoinIn(): May {
    return may.joinIn(this.inside);
  }

  /** Comment on a card, or react to it: not while only I can see it. */
  mayDiscuss(card: string): May {
    return may.discuss(this.inside, card);
  }

  /** May a card, or one of this kind, go into this zone? */
  mayPut(zone: string | null, kind?: Kind): May {
    return may.put(this.inside, zone, kind);
  }

  /** May this card go from where it is into this zone? */
  mayMove(id: string, zone: string | null): May {
    return may.move(this.inside, id, zone);
  }

  /** Say something of it in words. */
  mayComment(card: string): May {
    return may.comment(this.inside, card);
  }

  /** Change its words: not where they would be seen before somebody has looked at them. */
  mayReword(id: string): May {
    return may.reword(this.inside, id);
  }

  /** May a change of it be written that waits? */
  mayTakeUp(id: string): boolean {
    return may.takeUp(this.inside, id);
  }

  mayEdit(id: string): May {
    return may.edit(this.inside, id);
  }

  mayDelete(id: string): May {
    return may.remove(this.inside, id);
  }

  mayTell(id: string): May {
    return may.tell(this.inside, id);
  }

  /** Into another kind, or into this one. */
  mayTurn(id: string, kind?: Kind): May {
    return may.turn(this.inside, id, kind);
  }

  mayDeleteThread(id: string): May {
    return may.removeThread(this.inside, id);
  }

  /** May a deleted card come back: not past those who look at my words. */
  mayRestore(): boolean {
    return !this.inside.looksFirst() && !this.inside.looksAtKinds();
  }

  // Cards

  /** The new card's id; empty, with nothing written, where mayAdd() says no or the text is too long. */
  addCard(card: cards.NewCard): string {
    return this.addCards([card])[0] ?? '';
  }

  /** Several at once, with threads among them, as one step; as many as the board still holds, each as addCard() does. */
  addCards(list: readonly cards.NewCard[], between: readonly cards.NewThread[] = []): string[] {
    return cards.addCards(this.inside, list, between);
  }

  /** One write each. A card that changes its zone goes to the end of the new one's order. */
  moveCards(moves: readonly cards.Move[]): void {
    cards.moveCards(this.inside, moves);
  }

  /** Put a card into a zone's order, before another card or at the end; it gets a free spot there. */
  placeIn(id: string, zone: string | null, before: string | null): void {
    cards.placeIn(this.inside, id, zone, before);
  }

  /** Paint these cards over all others, keeping their order among themselves. */
  raise(ids: readonly string[]): void {
    cards.raise(this.inside, ids);
  }

  /** Paint these cards under all others, keeping their order among themselves. */
  lower(ids: readonly string[]): void {
    cards.lower(this.inside, ids);
  }

  setSize(id: string, size: readonly [number, number]): void {
    cards.setSize(this.inside, id, size);
  }

  /** How tall its words made a card. It follows from the words, so it is no step of undo. */
  setHeight(id: string, height: number): void {
    cards.setHeight(this.inside, id, height);
  }

  /** Delete cards together with the threads at them that I may remove. */
  deleteCards(ids: readonly string[]): cards.Deleted {
    return cards.deleteCards(this.inside, ids);
  }

  // Words

  /**
   * Make the card's text read so, by the smallest change; true, or why it was not done. `caret`: where the caret stands
   * in the new text (UTF-16 units), which tells repeated letters apart.
   */
  setText(id: string, text: string, caret?: number): May {
    return words.setText(this.inside, id, text, caret);
  }

  /** `undefined` takes the field away. True, or why it was not done. */
  setField(id: string, key: string, value: unknown): May {
    return words.setField(this.inside, id, key, value);
  }

  /** Several fields of a card as one step; `undefined` takes one away. */
  setFields(id: string, fields: Readonly<Record<string, unknown>>): May {
    return words.setFields(this.inside, id, fields);
  }

  /** Make one of the card's fields read so; like setText(). */
  setFieldText(id: string, key: string, text: string, caret?: number): May {
    return words.setFieldText(this.inside, id, key, text, caret);
  }

  setTags(id: string, tags: readonly string[]): void {
    words.setTags(this.inside, id, tags);
  }

  // Threads and reactions

  /** The kinds of thread that may run from the first card to the second. */
  threadKinds(from: string, to: string): ThreadKind[] {
    return threads.kindsBetween(this.inside, from, to);
  }

  /** The new thread's id, or why there is none. */
  addThread(kind: ThreadKind, from: string, to: string): string | threads.Refused {
    return threads.addThread(this.inside, kind, from, to);
  }

  deleteThread(id: string): May {
    return threads.deleteThread(this.inside, id);
  }

  /** Not a step of undo: the same button takes it back. */
  react(card: string, kind: string, on: boolean): void {
    threads.react(this.inside, card, kind, on);
  }

  // Zones

  /** The new zone's id; empty, with nothing written, for anyone but a facilitator. */
  addZone(parts: zones.ZoneParts): string {
    return zones.addZone(this.inside, parts);
  }

  /** Sizes keep to what a zone can be used at. */
  setZone(id: string, parts: zones.ZoneParts): void {
    zones.setZone(this.inside, id, parts);
  }

  /** Move a zone together with the cards in it; moves in a row are one step of undo. */
  moveZone(id: string, pos: readonly [number, number]): void {
    zones.moveZone(this.inside, id, pos);
  }

  /** Put a zone before another in the reading order, or last. It stays where it lies. */
  orderZone(id: string, before: string | null): void {
    zones.orderZone(this.inside, id, before);
  }

  /** Delete a zone; its cards stay where they are, in no zone. */
  deleteZone(id: string): void {
    zones.deleteZone(this.inside, id);
  }

  // Undo

  undo(): Undone {
    this.inside.view.catchUp();
    return this.inside.latest('undo').undo();
  }

  redo(): Undone {
    this.inside.view.catchUp();
    return this.inside.latest('redo').redo();
  }

  canUndo(): boolean {
    return this.inside.homes().some(({ undo }) => undo.canUndo());
  }

  canRedo(): boolean {
    return this.inside.homes().some(({ undo }) => undo.canRedo());
  }

  onUndoChange(listener: () => void): () => void {
    const stops = this.inside.homes().map(({ undo }) => undo.onChange(listener));
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** A drag was dropped, a field was left: what follows is another step. */
  endGesture(): void {
    for (const { undo } of this.inside.homes()) undo.endGesture();
  }

  destroy(): void {
    for (const { undo } of this.inside.homes()) undo.destroy();
  }
}
