/** Messages to me about cards of mine: what was done to their words, and why. Said once, and kept until I have looked. */
import { effect } from '@preact/signals';
import type { Note, NoteKind } from '../board/approval';
import type { App } from './app';
import { keep, kept } from './kept';
import { KIND, refOf } from './words';

const SAYS: Record<NoteKind, string> = {
  back: 'was sent back to you',
  edited: 'had words changed before others see it',
  'words-hidden': 'had words hidden, to keep someone safe',
  'words-shown': 'has its hidden words back',
  hidden: 'was hidden',
  shown: 'is shown again',
  'taken-off': 'was taken off the board for now',
};

const MORE: Partial<Record<NoteKind, string>> = {
  back: 'Your words are kept. Change what you like, then hand it in again.',
  edited: 'Look at it. If that is not what you meant, tell whoever runs the room.',
  'words-hidden': 'Tell us if that changes what you meant.',
  hidden: 'You can still read your words, and so can whoever runs the room.',
};

/** "Your story S2 was sent back to you: Please leave her name out." */
export function noteWords(app: App, { card, what, reason }: Note): string {
  const found = app.session.peek().view.cards.get(card);
  const kind = found ? KIND[found.kind].one.toLowerCase() : 'card';
  const name = found?.label ? `${kind} ${refOf(found)}` : kind;
  return `Your ${name} ${SAYS[what] ?? 'was changed'}${reason ? `: ${reason}` : '.'}`;
}

export function noteMore({ what }: Note): string {
  return MORE[what] ?? '';
}

export function watchNotes(app: App): void {
  const read = () => Math.max(app.readUpTo, Number(kept(`read-${app.boot.board.id}`) ?? 0));
  effect(() => {
    const { mine } = app.session.value;
    if (!mine) return;
    const known = new Set<string>();
    let first = true;
    const look = () => {
      const notes = mine.notes();
      const fresh = notes.filter(({ id, at }) => !known.has(id) && at > read());
      app.notes.value = notes;
      app.unread.value = notes.filter(({ at }) => at > read()).length;
      for (const { id } of notes) known.add(id);
      // What was there when the page opened stands in the banner; what comes is said.
      if (!first) for (const note of fresh) app.toast(noteWords(app, note), { label: 'See it', run: open });
      first = false;
    };
    const open = () => app.open({ kind: 'notes' });
    look();
    mine.said.observeDeep(look);
    return () => mine.said.unobserveDeep(look);
  });
}

export function haveRead(app: App): void {
  const newest = app.notes.peek()[0]?.at;
  if (newest) keep(`read-${app.boot.board.id}`, String(newest));
  app.readUpTo = newest ?? 0;
  app.unread.value = 0;
}
