/** Beginning to write: in a card that is there, or in a new one. */
import { freeSpot } from '../board/place';
import { CARD_SIZE, type Kind } from '../board/schema';
import type { App } from './app';
import { heldBy, joinIn } from './hold';
import { homeOf } from './stage';

/**
 * Begin to write in a card, unless it may not be. Someone else who writes in it holds it; but two may write in one card
 * if they mean to, and then see each other's carets.
 */
export function edit(app: App, card: string): void {
  const { commands } = app.session.peek();
  if (commands.mayTakeUp(card)) {
    void import('./hand-in').then(({ takeUp }) => takeUp(app, card));
    return;
  }
  const may = commands.mayReword(card);
  if (refused(app, may)) return;
  app.live.peek().people.look();
  const writer = heldBy(app, card);
  if (!writer) {
    app.editing.value = card;
    return;
  }
  const join = () => {
    joinIn(app, card);
    app.editing.value = card;
  };
  app.toast(`${writer.name} is writing here. You can read it and comment on it.`, {
    label: 'Write together',
    run: join,
  });
}

/** A new card of a kind, in its zone or where I look, opened for writing. */
export function addCard(app: App, kind: Kind, zone?: string | null): string | null {
  const { commands, view } = app.session.peek();
  const home = zone === undefined ? (homeOf(view, kind)?.id ?? null) : zone;
  const may = commands.mayAdd(kind);
  if (refused(app, may === true ? commands.mayPut(home, kind) : may)) return null;
  const id = commands.addCard({ kind, zone: home, pos: spotFor(app, kind, home) });
  app.selection.value = new Set([id]);
  if (app.mode.peek() === 'canvas') app.focusCard(id);
  app.editing.value = id;
  return id;
}

/** A free spot in its zone; a card for no zone comes where I look. */
export function spotFor(app: App, kind: Kind, zone: string | null): [number, number] {
  const { view } = app.session.peek();
  if (zone) return freeSpot(view.zones.get(zone), view.cardsIn(zone), CARD_SIZE[kind]);
  return app.canvas.peek()
    ? middleOfView(app)
    : freeSpot(undefined, [...view.cards.values()], CARD_SIZE[kind], view.zoneList());
}

export function middleOfView(app: App): [number, number] {
  const { x, y, z } = app.camera.peek();
  const { w, h } = app.canvas.peek()?.size.peek() ?? { w: 0, h: 0 };
  return [Math.round(x + w / z / 2), Math.round(y + h / z / 2)];
}

/** Says why not, if not: to be seen, and aloud at once. */
export function refused(app: App, may: true | string): boolean {
  if (may !== true) app.refuse(may);
  return may !== true;
}
