/** Copies of cards, beside them or where they are dropped. */
import { copiedFields } from '../board/field';
import type { CardView } from '../board/schema';
import type { App } from './app';
import { count } from './words';

/** Copies beside these cards, with the threads among them, as one step; the first one has the focus. */
export function duplicate(app: App, cards: readonly string[]): void {
  const { view } = app.session.peek();
  copyTo(
    app,
    cards
      .flatMap((id) => view.cards.get(id) ?? [])
      .map((card) => ({ card, pos: [card.pos[0] + BESIDE, card.pos[1] + BESIDE], zone: card.zone })),
  );
}

const BESIDE = 24;

/** Where the copy of a card goes. */
export interface Copy {
  readonly card: CardView;
  readonly pos: readonly [number, number];
  readonly zone: string | null;
}

/** Copies of cards at these places, with the threads between them; they are selected then. One step of undo. */
export function copyTo(app: App, copies: readonly Copy[]): void {
  const { commands, view } = app.session.peek();
  const mays = copies.flatMap(({ card: { kind }, zone }) => [
    commands.mayAdd(kind),
    commands.mayPut(zone, kind),
  ]);
  const not = mays.find((may) => may !== true);
  if (not !== undefined) {
    app.refuse(String(not));
    return;
  }
  const at = new Map(copies.map(({ card }, n) => [card.id, n]));
  const among = new Map(
    copies.flatMap(({ card }) => view.threadsOf(card.id).map((thread) => [thread.id, thread] as const)),
  );
  const threads = [...among.values()].flatMap(({ kind, from, to }) => {
    const [a, b] = [at.get(from), at.get(to)];
    return a === undefined || b === undefined ? [] : [{ kind, from: a, to: b }];
  });
  const made = commands.addCards(
    copies.map(({ card: { kind, size, text, fields, tags }, pos, zone }) => ({
      kind,
      size,
      text,
      // What its teller allowed was said of the original alone.
      fields: copiedFields(fields),
      tags,
      pos,
      zone,
    })),
    threads,
  );
  if (!made[0]) return;
  app.focusCard(made[0]);
  app.selection.value = new Set(made);
  app.announce(`${count(made.length, 'copy', 'copies')} made.`);
}
