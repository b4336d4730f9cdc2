/** What people do to cards, in words: each act says what happened, and offers to undo it. */
import { freeSpot } from '../board/place';
import { CARD_SIZE, type CardView, type Kind, type Reaction, type ThreadKind } from '../board/schema';
import type { App } from './app';
import { takeUp } from './hand-in';
import { heldBy, joinIn } from './hold';
import type { Mode } from './mode';
import { homeOf } from './stage';
import { KIND, REACTION, refOf, THREAD } from './words';

/**
 * Begin to write in a card, unless it may not be. Someone else who writes in it holds it; but two may write in one card
 * if they mean to, and then see each other's carets.
 */
export function edit(app: App, card: string): void {
  const { commands } = app.session.peek();
  if (commands.mayTakeUp(card)) {
    void takeUp(app, card);
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
    : freeSpot(undefined, view.cardsIn(null), CARD_SIZE[kind], view.zoneList());
}

export function middleOfView(app: App): [number, number] {
  const { x, y, z } = app.camera.peek();
  const { w, h } = app.canvas.peek()?.size.peek() ?? { w: 0, h: 0 };
  return [Math.round(x + w / z / 2), Math.round(y + h / z / 2)];
}

/** Into a zone, before another card or last. */
export function place(app: App, card: string, zone: string | null, before: string | null): void {
  const { commands, view } = app.session.peek();
  if (refused(app, commands.mayEdit(card)) || refused(app, commands.mayMove(card, zone))) return;
  commands.placeIn(card, zone, before);
  const where = zone ? (view.zones.get(zone)?.title ?? 'its zone') : 'outside the zones';
  say(app, [card], (ref) => `${ref} moved to ${where}.`);
}

/** Up or down among the cards of its zone. */
export function shift(app: App, card: string, by: 1 | -1): void {
  const { view } = app.session.peek();
  const zone = view.cards.get(card)?.zone ?? null;
  const cards = view.cardsIn(zone);
  const at = cards.findIndex(({ id }) => id === card);
  const before = by < 0 ? cards[at - 1] : cards[at + 2];
  const edge = by < 0 ? 'Already first.' : 'Already last.';
  if (refused(app, cards[at + by] !== undefined || edge)) return;
  if (refused(app, app.session.peek().commands.mayEdit(card))) return;
  app.session.peek().commands.placeIn(card, zone, before?.id ?? null);
  app.announce(`${refOf(cards[at]!)}, ${at + by + 1} of ${cards.length}.`);
}

/** Over all other cards. */
export function raise(app: App, cards: readonly string[]): void {
  const { commands } = app.session.peek();
  if (refused(app, commands.mayEdit(cards[0] ?? ''))) return;
  commands.raise(cards);
  say(app, cards, (ref, one) => `${ref} ${one ? 'is' : 'are'} in front now.`);
}

/** Under all other cards. */
export function lower(app: App, cards: readonly string[]): void {
  const { commands } = app.session.peek();
  if (refused(app, commands.mayEdit(cards[0] ?? ''))) return;
  commands.lower(cards);
  say(app, cards, (ref, one) => `${ref} ${one ? 'is' : 'are'} behind the others now.`);
}

/** The same card in the other view. */
export function showIn(app: App, mode: Mode, card: string): void {
  app.selection.value = new Set([card]);
  app.show(mode);
}

/** Take cards off the board; the focus goes to the next one. */
export function remove(app: App, cards: readonly string[]): void {
  const { commands, view } = app.session.peek();
  const first = view.cards.get(cards[0] ?? '');
  const neighbour = first ? nextTo(app, first, cards) : null;
  const { deleted, refused } = commands.deleteCards([...cards]);
  for (const { why } of refused) app.refuse(why);
  if (deleted.length === 0) return;
  app.selection.value = new Set(neighbour ? [neighbour] : []);
  if (neighbour) app.focusCard(neighbour);
  const what =
    deleted.length === 1 && first
      ? `${KIND[first.kind].one} ${first.label}`.trim()
      : `${deleted.length} cards`;
  app.toast(`${what} deleted.`, undo(app));
}

export function tie(app: App, kind: ThreadKind, from: string, to: string): void {
  const { commands, view } = app.session.peek();
  const made = commands.addThread(kind, from, to);
  if (typeof made !== 'string') {
    app.refuse(made.refused);
    return;
  }
  const [a, b] = [view.cards.get(from), view.cards.get(to)];
  if (a && b) app.toast(`Thread added: ${refOf(a)} ${THREAD[kind].label} ${refOf(b)}.`, undo(app));
}

export function untie(app: App, thread: string): void {
  if (!refused(app, app.session.peek().commands.deleteThread(thread)))
    app.toast('Thread taken away.', undo(app));
}

export function react(app: App, card: string, kind: Reaction): void {
  const { commands, view } = app.session.peek();
  if (refused(app, commands.mayDiscuss(card))) return;
  const on = !view.reactions.mine(card, kind);
  commands.react(card, kind, on);
  app.announce(on ? `${REACTION[kind].words}: said.` : `${REACTION[kind].words}: taken back.`);
}

/** Says why not, if not: to be seen, and aloud at once. */
function refused(app: App, may: true | string): boolean {
  if (may !== true) app.refuse(may);
  return may !== true;
}

function undo(app: App): { label: string; run(): void } {
  return { label: 'Undo', run: () => app.undo() };
}

function say(app: App, cards: readonly string[], words: (ref: string, one: boolean) => string): void {
  const [first] = cards.map((id) => app.session.peek().view.cards.get(id));
  const ref = cards.length === 1 && first ? refOf(first) : `${cards.length} cards`;
  if (first) app.toast(words(ref, cards.length === 1), undo(app));
}

/** The card that takes the focus when this one goes: the next in its zone, else the one before. */
function nextTo(app: App, card: CardView, gone: readonly string[]): string | null {
  const cards = app.session.peek().view.cardsIn(card.zone);
  const at = cards.findIndex(({ id }) => id === card.id);
  const left = (one: CardView) => !gone.includes(one.id);
  return (cards.slice(at + 1).find(left) ?? cards.slice(0, at).findLast(left))?.id ?? null;
}
