/** Zones: facilitators lay them out. */
import { orderAt } from '../order';
import { mayArrange } from '../rights';
import { type Kind, LIMITS, newId, ZONE_SIZE } from '../schema';
import { asTitle, newEntry, withinBoard, write, zoneSide } from '../value';
import { writeEach } from './cards';
import type { Inside } from './inside';

export interface ZoneParts {
  readonly title?: string;
  readonly prompt?: string;
  /** Kinds of card it is for, the main one first; none: any. */
  readonly kinds?: readonly Kind[];
  readonly pos?: readonly [number, number];
  readonly size?: readonly [number, number];
}

/** The new zone's id; empty, with nothing written, for anyone but a facilitator. */
export function addZone(inside: Inside, parts: ZoneParts): string {
  const { title = '', prompt = '', kinds = [], pos = [0, 0], size = ZONE_SIZE } = parts;
  const { me, undo, view, zones } = inside;
  if (mayArrange(me) !== true || view.zones.size >= LIMITS.zones) return '';
  const id = newId();
  const all = view.zoneList();
  const order = orderAt(all, all.length);
  undo.act('adding a zone', () =>
    zones.set(
      id,
      newEntry({
        title: asTitle(title),
        prompt: asTitle(prompt),
        kinds: [...kinds],
        pos: [...pos, 0],
        size: [...size],
        order,
      }),
    ),
  );
  return id;
}

/** Sizes keep to what a zone can be used at. */
export function setZone(inside: Inside, id: string, parts: ZoneParts): void {
  const { title, prompt, kinds, pos, size } = parts;
  const { me, undo, view, zones } = inside;
  const zone = view.zones.get(id);
  if (!zone || mayArrange(me) !== true) return;
  const run = () => {
    if (title !== undefined) write(zones, id, 'title', asTitle(title));
    if (prompt !== undefined) write(zones, id, 'prompt', asTitle(prompt));
    if (kinds) write(zones, id, 'kinds', [...kinds]);
    if (pos) write(zones, id, 'pos', [...pos.map(withinBoard), zone.pos[2]]);
    if (size) write(zones, id, 'size', size.map(zoneSide));
  };
  undo.act('changing a zone', run, size ? `size ${id}` : null);
}

/** Move a zone together with the cards in it; moves in a row are one step of undo. */
export function moveZone(inside: Inside, id: string, pos: readonly [number, number]): void {
  const { me, view, zones } = inside;
  const zone = view.zones.get(id);
  if (!zone || mayArrange(me) !== true) return;
  const [x, y] = pos.map(withinBoard) as [number, number];
  const [dx, dy] = [x - zone.pos[0], y - zone.pos[1]];
  writeEach(
    inside,
    'moving a zone',
    [...view.cardsIn(id)],
    ({ id: card, pos: at }) =>
      write(inside.home(card).cards, card, 'pos', [withinBoard(at[0] + dx), withinBoard(at[1] + dy), at[2]]),
    { also: () => write(zones, id, 'pos', [x, y, zone.pos[2]]), capture: `move ${id}` },
  );
}

/** Put a zone before another in the reading order, or last. It stays where it lies. */
export function orderZone(inside: Inside, id: string, before: string | null): void {
  const { me, undo, view, zones } = inside;
  if (!view.zones.has(id) || mayArrange(me) !== true) return;
  const others = view.zoneList().filter((other) => other.id !== id);
  const found = others.findIndex((other) => other.id === before);
  const order = orderAt(others, found < 0 ? others.length : found);
  undo.act('ordering the zones', () => write(zones, id, 'order', order));
}

/** Delete a zone; its cards stay where they are, in no zone. */
export function deleteZone(inside: Inside, id: string): void {
  const { me, undo, view, zones } = inside;
  if (!view.zones.has(id) || mayArrange(me) !== true) return;
  const also = () => {
    undo.noteDeleting('zones', id);
    zones.delete(id);
  };
  // Last the zone: brought back first, it is there for its cards.
  writeEach(
    inside,
    'deleting a zone',
    [...view.cardsIn(id)],
    (card) => write(inside.home(card.id).cards, card.id, 'zone', null),
    { also },
  );
}
