/** What a key or a button does to what is selected. */
import { remove as removeCards } from '../app/act-on';
import { duplicate as copyCards } from '../app/copy';
import type { Move } from '../board/commands';
import type { Canvas } from './canvas';

/** Move what is selected a little; nudges in a row are one step of undo. */
export function nudge(canvas: Canvas, dx: number, dy: number): void {
  const { commands } = canvas.session;
  const cards = canvas.chosen.inHand();
  if (!cards[0] || canvas.refuses(commands.mayEdit(cards[0].id))) return;
  const moves = cards.map((card): Move => {
    const [x, y] = [card.to[0] + dx, card.to[1] + dy];
    return { id: card.id, pos: [x, y], zone: canvas.zoneAt(x + card.w / 2, y + card.h / 2) };
  });
  if (canvas.refuses(commands.mayMove(moves[0]!.id, moves[0]!.zone ?? null))) return;
  commands.moveCards(moves);
}

/** Copies beside what is selected; they are selected then. */
export function duplicate(canvas: Canvas): void {
  copyCards(
    canvas.app,
    canvas.chosen.inHand().map(({ id }) => id),
  );
}

/** Delete what is selected, false where nothing is. Asks first where threads or others’ words would go with it. */
export function remove(canvas: Canvas): boolean {
  const { app, session } = canvas;
  const cards = canvas.chosen.inHand().map(({ card }) => card);
  const mine = (author: string | null) => author === null || author === app.me.participant;
  const heavy = cards.some(
    (card) => session.view.threadsOf(card.id).length > 0 || (card.text !== '' && !mine(card.author)),
  );
  const ids = cards.map(({ id }) => id);
  if (!ids.length) return false;
  if (heavy || ids.length > 1) app.open({ kind: 'delete', cards: ids });
  else removeCards(app, ids);
  return true;
}
