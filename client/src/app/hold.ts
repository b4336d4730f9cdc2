/** A card is held by who writes in it, until they stop for 20 s; others read, comment, or join in on purpose. */
import { type Signal, signal } from '@preact/signals';
import type { App } from './app';
import type { Person } from './people';

/** Cards I have joined someone in; for as long as this page lives. */
const joined: Signal<ReadonlySet<string>> = signal(new Set());
/** The card I am writing in now: whoever joins me there does not take it from me. */
const mine: Signal<string | null> = signal(null);

/** Who holds this card against me, or null. Read in a component it draws again when that changes. */
export function heldBy(app: App, card: string): Person | null {
  const writer = app.live.value.people.writing.value.get(card);
  const free = !writer || joined.value.has(card) || mine.value === card || app.editing.value === card;
  return free ? null : writer;
}

/** Write in it together with whoever does. */
export function joinIn(app: App, card: string): void {
  joined.value = new Set([...joined.peek(), card]);
  app.announce('You are writing together now.');
}

/** I have begun to write in a card, or have left it. */
export function writeIn(card: string | null): void {
  mine.value = card;
}
