/** What a gesture or a key finally does to the board, and what is said of it. */
import { duplicate as copyCards, remove as removeCards } from '../app/act';
import { refOf } from '../app/words';
import type { Move } from '../board/commands';
import type { Kind } from '../board/schema';
import type { Canvas } from './canvas';
import type { Placed } from './placed';

/** A new card here, opened for writing. */
export function add(canvas: Canvas, kind: Kind, pos: readonly [number, number], zone: string | null): void {
  const { app, session } = canvas;
  const may = session.commands.mayAdd(kind);
  if (canvas.refuses(may === true ? session.commands.mayPut(zone) : may)) return;
  const id = session.commands.addCard({ kind, zone, pos });
  canvas.chosen.set([id]);
  app.editing.value = id;
}

/** Put down what was dragged: one write for each card, into the zone it lies on, over what lies there. */
export function drop(canvas: Canvas, dropped: { card: Placed; zone: string | null }[]): void {
  const { session, placement } = canvas;
  let top = 0;
  for (const { layer } of placement.all.values()) top = Math.max(top, layer);
  const kept = dropped.filter((one) => !sentBack(canvas, one));
  canvas.hand.letGo();
  if (!kept.length) return;
  dropped = kept.sort((a, b) => a.card.layer - b.card.layer);
  session.commands.moveCards(
    dropped.map(({ card, zone }, i) => ({ id: card.id, pos: [card.x, card.y, top + 1 + i], zone })),
  );
  session.commands.endGesture();
  const [one] = dropped;
  if (dropped.length === 1 && one) sayPlace(canvas, one.card, one.zone);
  else canvas.app.announce(`${dropped.length} cards moved.`);
}

/** A card dropped where it may not go is where it was. */
function sentBack(canvas: Canvas, { card, zone }: { card: Placed; zone: string | null }): boolean {
  if (zone === card.card.zone || !canvas.refuses(canvas.session.commands.mayPut(zone))) return false;
  canvas.placement.put(card, card.card.pos[0], card.card.pos[1]);
  canvas.schedule();
  return true;
}

function sayPlace(canvas: Canvas, { card }: Placed, zone: string | null): void {
  const title = zone && canvas.session.view.zones.get(zone)?.title;
  canvas.app.announce(`${refOf(card)} moved${title ? ` to ${title}` : ''}.`);
}

/** Move what is selected a little; nudges in a row are one step of undo. */
export function nudge(canvas: Canvas, dx: number, dy: number): void {
  const { commands } = canvas.session;
  const cards = canvas.chosen.inHand();
  if (!cards[0] || canvas.refuses(commands.mayEdit(cards[0].id))) return;
  const moves = cards.map((card): Move => {
    const [x, y] = [card.to[0] + dx, card.to[1] + dy];
    return { id: card.id, pos: [x, y], zone: canvas.zoneAt(x + card.w / 2, y + card.h / 2) };
  });
  if (canvas.refuses(commands.mayPut(moves[0]!.zone ?? null))) return;
  commands.moveCards(moves);
}

/** Copies beside what is selected; they are selected then. */
export function duplicate(canvas: Canvas): void {
  copyCards(
    canvas.app,
    canvas.chosen.inHand().map(({ id }) => id),
  );
}

/** Delete what is selected. Asks first where threads or others' words would go with it. */
export function remove(canvas: Canvas): void {
  const { app, session } = canvas;
  const cards = canvas.chosen.inHand().map(({ card }) => card);
  const mine = (author: string | null) => author === null || author === app.me.participant;
  const heavy = cards.some(
    (card) => session.view.threadsOf(card.id).length > 0 || (card.text !== '' && !mine(card.author)),
  );
  const ids = cards.map(({ id }) => id);
  if (!ids.length) return;
  if (heavy || ids.length > 1) app.open({ kind: 'delete', cards: ids });
  else removeCards(app, ids);
}
