/** Comments as conversations: each with its answers, those still open first to count. */
import type { CommentView } from '../board/schema';
import type { BoardView } from '../board/view';

export interface Talk {
  readonly comment: CommentView;
  readonly answers: readonly CommentView[];
}

/** Oldest first. An answer whose comment is gone stands by itself. */
export function talksOn(view: BoardView, card: string): Talk[] {
  const shown = view.comments(card).filter(({ hidden }) => !hidden);
  const heads = new Map(shown.filter(({ parent }) => !parent).map((comment) => [comment.id, comment]));
  const alone = shown.filter(({ id, parent }) => heads.has(id) || !parent || !heads.has(parent));
  return alone.map((comment) => ({
    comment,
    answers: shown.filter(({ id, parent }) => parent === comment.id && id !== comment.id),
  }));
}

/** Comments and answers that nobody has resolved. */
export function openCount(view: BoardView, card: string): number {
  const talks = talksOn(view, card).filter(({ comment }) => !comment.resolved);
  return talks.reduce((n, { answers }) => n + 1 + answers.length, 0);
}

/** Cards with comments, in the board's reading order. */
export function cardsTalkedOf(view: BoardView): string[] {
  const talked = new Set<string>();
  for (const { card, hidden } of view.allComments()) if (!hidden && view.cards.has(card)) talked.add(card);
  const zones = [...view.zoneList().map(({ id }) => id), null];
  return zones.flatMap((zone) => view.cardsIn(zone).map(({ id }) => id)).filter((id) => talked.has(id));
}
