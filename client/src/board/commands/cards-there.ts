/** Cards that are there are put in order, over or under others, sized, and go. */
import { orderAt } from '../order';
import { freeSpot } from '../place';
import { type CardView, LIMITS, newId } from '../schema';
import { withinBoard, write } from '../value';
import { CHUNK, MOVES, parts, writeEach } from './cards';
import type { Inside } from './inside';
import * as may from './may';

/** What was deleted, and what was not and why. */
export interface Deleted {
  readonly deleted: string[];
  readonly refused: { id: string; why: string }[];
}

/** Put a card into a zone's order, before another card or at the end; it gets a free spot there. */
export function placeIn(inside: Inside, id: string, zone: string | null, before: string | null): void {
  const { view } = inside;
  const card = view.cards.get(id);
  if (!card || may.edit(inside, id) !== true || may.move(inside, id, zone) !== true) return;
  const others = view.cardsIn(zone).filter((other) => other.id !== id);
  const found = others.findIndex((other) => other.id === before);
  const stays = inside.zoneOf(card) === zone;
  const table = zone === null ? undefined : view.zones.get(zone);
  const [x, y] = freeSpot(table, others, card.size, view.zoneList());
  const { cards, undo } = inside.home(id);
  undo.act('moving a card', () => {
    write(cards, id, 'zone', zone);
    write(cards, id, 'order', orderAt(others, found < 0 ? others.length : found));
    if (!stays) write(cards, id, 'pos', [x, y, inside.top() + 1]);
  });
}

/** Paint these cards over all others, keeping their order among themselves. */
export function raise(inside: Inside, ids: readonly string[]): void {
  const cards = editable(inside, ids).sort((a, b) => a.pos[2] - b.pos[2]);
  const top = inside.top();
  if (cards.every((card) => card.pos[2] === top)) return;
  layer(inside, 'bringing to the front', cards, (n) => top + 1 + n);
}

/** Paint these cards under all others, keeping their order among themselves. */
export function lower(inside: Inside, ids: readonly string[]): void {
  const cards = editable(inside, ids).sort((a, b) => b.pos[2] - a.pos[2]);
  let bottom = Number.POSITIVE_INFINITY;
  for (const card of inside.view.cards.values()) bottom = Math.min(bottom, card.pos[2]);
  if (cards.every((card) => card.pos[2] === bottom)) return;
  layer(inside, 'sending to the back', cards, (n) => bottom - 1 - n);
}

/** A card that is sized by its left side also lies elsewhere then: `x`. */
export function setSize(inside: Inside, id: string, size: readonly [number, number], x?: number): void {
  const card = inside.view.cards.get(id);
  if (!card || may.edit(inside, id) !== true) return;
  const [w, h] = size.map((side) => Math.max(1, Math.min(side, LIMITS.size)));
  const { cards, undo } = inside.home(id);
  const run = () => {
    write(cards, id, 'size', [w, h]);
    if (x !== undefined) write(cards, id, 'pos', [withinBoard(x), card.pos[1], card.pos[2]]);
  };
  undo.act('sizing a card', run, `size ${id}`);
}

/** How tall its words made a card. It follows from the words, so it is no step of undo. */
export function setHeight(inside: Inside, id: string, height: number): void {
  const card = inside.view.cards.get(id);
  if (!card || may.edit(inside, id) !== true) return;
  const size = [card.size[0], Math.max(1, Math.min(height, LIMITS.size))];
  const { cards } = inside.home(id);
  (cards.doc ?? inside.doc).transact(() => write(cards, id, 'size', size), 'measured');
}

/** Delete cards together with the threads at them that I may remove. */
export function deleteCards(inside: Inside, ids: readonly string[]): Deleted {
  const deleted: string[] = [];
  const refused: { id: string; why: string }[] = [];
  for (const id of new Set(ids)) {
    const why = may.remove(inside, id);
    if (why === true) deleted.push(id);
    else refused.push({ id, why });
  }
  const threads = deleted.flatMap((id) => inside.view.threadsOf(id).map((thread) => thread.id));
  const doing = deleted.length === 1 ? 'deleting a card' : `deleting ${deleted.length} cards`;
  const gone = new Set(threads.filter((id) => may.removeThread(inside, id) === true));
  for (const { cards, threads, undo } of inside.homes()) {
    const here = deleted.filter((id) => cards.has(id));
    const those = [...gone].filter((id) => threads.has(id));
    const batch = here.length > CHUNK || those.length > MOVES ? newId() : null;
    // First the threads: brought back last, they find their cards.
    for (const part of parts(those, batch ? MOVES : 0))
      undo.act(doing, () => part.forEach((id) => void threads.delete(id)), null, batch);
    for (const part of parts(here, CHUNK))
      undo.act(
        doing,
        () => {
          if (!batch) for (const id of those) threads.delete(id);
          for (const id of part) {
            undo.noteDeleting('cards', id);
            cards.delete(id);
          }
        },
        null,
        batch,
      );
  }
  return { deleted, refused };
}

function layer(inside: Inside, doing: string, cards: readonly CardView[], at: (n: number) => number): void {
  const layers = cards.map(({ id, pos }, n) => ({ id, pos: [pos[0], pos[1], at(n)] }));
  for (const home of inside.homes()) {
    const here = layers.filter(({ id }) => inside.home(id) === home);
    writeEach(home, doing, here, ({ id, pos }) => write(home.cards, id, 'pos', pos));
  }
}

function editable(inside: Inside, ids: readonly string[]): CardView[] {
  return ids.flatMap((id) => (may.edit(inside, id) === true ? (inside.view.cards.get(id) ?? []) : []));
}
