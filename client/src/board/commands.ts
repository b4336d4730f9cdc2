/**
 * The one writer of a board document, and its one face: each noun has a file in commands/. Each command is one
 * transaction and one step of undo; a value that stays the same is not written, because every write leaves its trace in
 * the document for good. What only the server writes (author, department, created, label, locked, hidden) is never
 * written here. Words, threads, zones, comments, strokes and a card's kind are written by files that come later.
 */
import type * as Y from 'yjs';
import * as cards from './commands/cards';
import { Inside } from './commands/inside';
import * as may from './commands/may';
import type { Private } from './private';
import type { May } from './rights';
import type { Kind, Me } from './schema';
import type { Undone } from './undo';
import type { BoardView } from './view';

export type { Move, NewCard, NewThread } from './commands/cards';

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
