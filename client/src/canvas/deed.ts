/** What a gesture or a key finally does to the board, and what is said of it. */
import { refOf } from '../app/words';
import { freeSpot } from '../board/place';
import type { CardView, Kind } from '../board/schema';
import type { Canvas } from './canvas';
import type { Placed } from './placed';

/** A new card here, opened for writing. */
export function add(canvas: Canvas, kind: Kind, pos: readonly [number, number], zone: string | null): void {
  const { app, session } = canvas;
  const may = session.commands.mayAdd(kind);
  if (canvas.refuses(may === true ? session.commands.mayPut(zone, kind) : may)) return;
  if (zone && app.folds.has(zone)) app.folds.set(zone, false);
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
  const spot = spots(canvas);
  session.commands.moveCards(
    dropped.map(({ card, zone }, i) => ({
      id: card.id,
      pos: [...spot(card, zone), top + 1 + i] as const,
      zone,
    })),
  );
  session.commands.endGesture();
  const [one] = dropped;
  if (dropped.length === 1 && one) sayPlace(canvas, one.card, one.zone);
  else canvas.app.announce(`${dropped.length} cards moved.`);
}

/** Where dropped cards lie: where they were let go; in a folded zone, where there is room. */
function spots({
  session: { view },
  zones,
}: Canvas): (card: Placed, zone: string | null) => [number, number] {
  const taken = new Map<string, CardView[]>();
  return ({ card, x, y }, zone) => {
    if (!zone || !zones.folded(zone)) return [x, y];
    const there = taken.get(zone) ?? view.cardsIn(zone);
    const spot = card.zone === zone ? card.pos : freeSpot(view.zones.get(zone), there, card.size);
    taken.set(zone, [...there, { ...card, pos: [spot[0], spot[1], 0] }]);
    return [spot[0], spot[1]];
  };
}

/** A card dropped where it may not go is where it was. */
function sentBack(canvas: Canvas, { card, zone }: { card: Placed; zone: string | null }): boolean {
  if (zone === card.card.zone || !canvas.refuses(canvas.session.commands.mayMove(card.id, zone)))
    return false;
  canvas.placement.put(card, card.card.pos[0], card.card.pos[1]);
  canvas.schedule();
  return true;
}

function sayPlace(canvas: Canvas, { card }: Placed, zone: string | null): void {
  const title = zone && canvas.session.view.zones.get(zone)?.title;
  canvas.app.announce(`${refOf(card)} moved${title ? ` to ${title}` : ''}.`);
}
