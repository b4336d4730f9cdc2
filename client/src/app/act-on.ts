/** What people do to cards, in words: each act says what happened, and offers to undo it. */

import * as there from '../board/commands/cards-there';
import * as threads from '../board/commands/threads';
import type { CardView, Reaction, ThreadKind } from '../board/schema';
import { refused } from './act';
import type { App } from './app';
import type { Mode } from './mode';
import { KIND, REACTION, refOf, THREAD } from './words';

/** Into a zone, before another card or last. */
export function place(app: App, card: string, zone: string | null, before: string | null): void {
  const { commands, view } = app.session.peek();
  if (refused(app, commands.mayEdit(card)) || refused(app, commands.mayMove(card, zone))) return;
  there.placeIn(commands.inside, card, zone, before);
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
  there.placeIn(app.session.peek().commands.inside, card, zone, before?.id ?? null);
  app.announce(`${refOf(cards[at]!)}, ${at + by + 1} of ${cards.length}.`);
}

/** Over all other cards. */
export function raise(app: App, cards: readonly string[]): void {
  const { commands } = app.session.peek();
  if (refused(app, commands.mayEdit(cards[0] ?? ''))) return;
  there.raise(commands.inside, cards);
  say(app, cards, (ref, one) => `${ref} ${one ? 'is' : 'are'} in front now.`);
}

/** Under all other cards. */
export function lower(app: App, cards: readonly string[]): void {
  const { commands } = app.session.peek();
  if (refused(app, commands.mayEdit(cards[0] ?? ''))) return;
  there.lower(commands.inside, cards);
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
  const { deleted, refused } = there.deleteCards(commands.inside, [...cards]);
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
  const made = threads.addThread(commands.inside, kind, from, to);
  if (typeof made !== 'string') {
    app.refuse(made.refused);
    return;
  }
  const [a, b] = [view.cards.get(from), view.cards.get(to)];
  if (a && b) app.toast(`Thread added: ${refOf(a)} ${THREAD[kind].label} ${refOf(b)}.`, undo(app));
}

export function untie(app: App, thread: string): void {
  if (!refused(app, threads.deleteThread(app.session.peek().commands.inside, thread)))
    app.toast('Thread taken away.', undo(app));
}

export function react(app: App, card: string, kind: Reaction): void {
  const { commands, view } = app.session.peek();
  if (refused(app, commands.mayDiscuss(card))) return;
  const on = !view.reactions.mine(card, kind);
  threads.react(commands.inside, card, kind, on);
  app.announce(on ? `${REACTION[kind].words}: said.` : `${REACTION[kind].words}: taken back.`);
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
