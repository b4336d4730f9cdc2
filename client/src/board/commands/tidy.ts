/** A zone's cards laid in rows, in their order, none over another; the zone grows where they need more room. */
import type { Commands } from '../commands';
import type { ZoneView } from '../schema';
import { withinBoard, write, zoneSide } from '../value';
import { writeEach } from './cards';

const GAP = 16;
/** Below a zone's title and prompt. */
const HEAD = 60;

/** A card's width and height as they are drawn. */
export interface Tile {
  readonly id: string;
  readonly w: number;
  readonly h: number;
}

export interface Laid {
  readonly spots: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  /** How high the zone has to be. */
  readonly height: number;
}

export function laidOut({ pos, size }: Pick<ZoneView, 'pos' | 'size'>, tiles: readonly Tile[]): Laid {
  const [left, top] = [pos[0] + GAP, pos[1] + HEAD];
  const right = pos[0] + size[0] - GAP;
  let [x, y, row] = [left, top, 0];
  const spots = tiles.map(({ id, w, h }) => {
    if (x > left && x + w > right) [x, y, row] = [left, y + row + GAP, 0];
    const spot = { id, x: Math.round(x), y: Math.round(y) };
    x += w + GAP;
    row = Math.max(row, h);
    return spot;
  });
  return { spots, height: Math.max(size[1], y + row + GAP - pos[1]) };
}

/** One step of undo. Gives the number of cards that lie elsewhere now. */
export function tidy(commands: Commands, zone: string, sizes: ReadonlyMap<string, Tile>): number {
  const { inside } = commands;
  const { view, zones } = inside;
  const table = view.zones.get(zone);
  if (!table) return 0;
  const cards = view.cardsIn(zone).filter(({ id }) => commands.mayEdit(id) === true);
  const tiles = cards.map(({ id, size: [w, h] }) => sizes.get(id) ?? { id, w, h });
  const { spots, height } = laidOut(table, tiles);
  const moved = spots.filter(({ id, x, y }) => {
    const [wasX, wasY] = view.cards.get(id)!.pos;
    return Math.round(wasX) !== x || Math.round(wasY) !== y;
  });
  if (!moved.length) return 0;
  const grow = () => {
    if (height > table.size[1]) write(zones, zone, 'size', [table.size[0], zoneSide(height)]);
  };
  writeEach(
    inside,
    'tidying up a zone',
    moved,
    ({ id, x, y }) =>
      write(inside.home(id).cards, id, 'pos', [withinBoard(x), withinBoard(y), view.cards.get(id)!.pos[2]]),
    { also: grow },
  );
  return moved.length;
}
