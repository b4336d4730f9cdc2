/** Commands that only menus and forms need: loaded with them, so that a board is there sooner. */
import * as Y from 'yjs';
import type { Commands, Writer } from './commands';
import { type May, mayTakeOff } from './rights';
import {
  CARD_SIZE,
  characters,
  type Kind,
  LIMITS,
  type Me,
  newId,
  type ThreadView,
  threadKinds,
} from './schema';
import { rewrite, wellFormed } from './text';
import { fitsField, newEntry, write, writeField } from './value';
import type { BoardView } from './view';

const TOO_LONG = `This is too long: a card holds ${LIMITS.text} characters.`;

/** Several fields of a card as one step; `undefined` takes one away. */
export function setFields(commands: Commands, id: string, fields: Readonly<Record<string, unknown>>): May {
  const may = commands.mayEdit(id);
  if (may !== true) return may;
  if (!Object.values(fields).every(fitsField)) return TOO_LONG;
  commands.write(
    'filling in a card',
    ({ cards }) => {
      for (const [key, value] of Object.entries(fields)) writeField(cards, id, key, value);
    },
    id,
  );
  return true;
}

/**
 * Make another kind of it. Its fields stay, also those the new kind has no place for; a thread that would no longer be
 * true becomes one that says the cards go together. How many did, or why not.
 */
export function turnInto(commands: Commands, view: BoardView, id: string, kind: Kind): number | string {
  const may = commands.mayTurn(id);
  const card = view.cards.get(id);
  if (!card || may !== true) return String(may);
  const untrue = view.threadsOf(id).filter((thread) => !holds(view, thread, id, kind));
  const mine = untrue.filter((thread) => commands.mayDeleteThread(thread.id) === true);
  commands.write(
    'changing the kind of a card',
    (writer) => {
      write(writer.cards, id, 'kind', kind);
      if (card.size[0] === CARD_SIZE[card.kind][0])
        write(writer.cards, id, 'size', [CARD_SIZE[kind][0], card.size[1]]);
      for (const thread of mine) loosen(writer, view, thread);
    },
    id,
  );
  return mine.length;
}

/** Whether a thread would still be true if this card were of that kind. */
function holds(view: BoardView, { kind, from, to }: ThreadView, id: string, turned: Kind): boolean {
  const kindOf = (end: string) => (end === id ? turned : view.cards.get(end)?.kind);
  const [a, b] = [kindOf(from), kindOf(to)];
  return !a || !b || threadKinds(a, b).includes(kind);
}

function loosen({ threads, own }: Writer, view: BoardView, { id, from, to }: ThreadView): void {
  threads.delete(id);
  const between = view.threadsOf(from).filter((thread) => [thread.from, thread.to].includes(to));
  if (between.some(({ kind }) => kind === 'relates')) return;
  threads.set(own(newId()), newEntry({ kind: 'relates', from, to }));
}

/**
 * The new comment's id; empty, with nothing written, where there is no such card, no text or no right. An answer to an
 * answer goes beside it.
 */
export function addComment(
  commands: Commands,
  view: BoardView,
  card: string,
  text: string,
  answers?: string,
): string {
  const words = wellFormed(text.trim());
  if (!words || characters(words) > LIMITS.text) return '';
  if (commands.mayDiscuss(card) !== true || !view.cards.has(card)) return '';
  const answered = answers ? view.comment(answers) : undefined;
  const parent = answered && (answered.parent ?? answered.id);
  const id = newId();
  commands.write('commenting', ({ comments, own }) =>
    comments.set(own(id), newEntry({ card, text: new Y.Text(words), ...(parent ? { parent } : {}) })),
  );
  return id;
}

export function deleteComment(commands: Commands, view: BoardView, me: Me, id: string): May {
  const comment = view.comment(id);
  if (!comment) return 'This comment is gone already.';
  const open = commands.mayJoinIn();
  const may = open === true ? mayTakeOff(me, comment, commands.made(id)) : open;
  if (may === true) commands.write('deleting a comment', ({ comments }) => comments.delete(id));
  return may;
}

/** Only one's own words are changed. */
export function rewordComment(commands: Commands, view: BoardView, me: Me, id: string, text: string): May {
  const comment = view.comment(id);
  if (!comment) return 'This comment is gone already.';
  const mine = comment.author === null ? commands.made(id) : comment.author === me.participant;
  if (!mine) return 'Only the person who wrote a comment changes it.';
  const open = commands.mayJoinIn();
  if (open !== true) return open;
  const words = text.trim();
  if (!words) return 'Write something first.';
  if (characters(words) > LIMITS.text) return TOO_LONG;
  commands.write('changing a comment', ({ comments }) => {
    const entry = comments.get(id);
    const living = entry instanceof Y.Map ? entry.get('text') : undefined;
    if (living instanceof Y.Text) rewrite(living, words);
  });
  return true;
}

export function resolveComment(commands: Commands, id: string, resolved: boolean): May {
  const may = commands.mayJoinIn();
  if (may !== true) return may;
  commands.write(resolved ? 'resolving a comment' : 'opening a comment again', ({ comments }) =>
    write(comments, id, 'resolved', resolved),
  );
  return true;
}
