/** Comments on cards, with answers to them. */
import * as Y from 'yjs';
import type { Commands } from '../commands';
import { type May, mayTakeOff } from '../rights';
import { characters, LIMITS, newId } from '../schema';
import { rewrite } from '../text';
import { newEntry, wellFormed, write } from '../value';
import { TOO_LONG } from './words';

/**
 * The new comment's id; empty, with nothing written, where there is no such card, no text or no right. An answer to an
 * answer goes beside it.
 */
export function addComment(commands: Commands, card: string, text: string, answers?: string): string {
  const { comments, undo, view } = commands.inside;
  const words = wellFormed(text.trim());
  if (!words || characters(words) > LIMITS.text) return '';
  if (commands.mayComment(card) !== true || !view.cards.has(card)) return '';
  const answered = answers ? view.comment(answers) : undefined;
  const parent = answered && (answered.parent ?? answered.id);
  const id = newId();
  undo.act('commenting', () =>
    comments.set(
      commands.inside.mine(id),
      newEntry({ card, text: new Y.Text(words), ...(parent ? { parent } : {}) }),
    ),
  );
  return id;
}

export function deleteComment(commands: Commands, id: string): May {
  const { comments, made, me, undo, view } = commands.inside;
  const comment = view.comment(id);
  if (!comment) return 'This comment is gone already.';
  const open = commands.mayJoinIn();
  const may = open === true ? mayTakeOff(me, comment, made.has(id)) : open;
  if (may === true) undo.act('deleting a comment', () => comments.delete(id));
  return may;
}

/** Only one's own words are changed. */
export function rewordComment(commands: Commands, id: string, text: string): May {
  const { comments, made, me, undo, view } = commands.inside;
  const comment = view.comment(id);
  if (!comment) return 'This comment is gone already.';
  const mine = comment.author === null ? made.has(id) : comment.author === me.participant;
  if (!mine) return 'Only the person who wrote a comment changes it.';
  const open = commands.mayComment(comment.card);
  if (open !== true) return open;
  const words = text.trim();
  if (!words) return 'Write something first.';
  if (characters(words) > LIMITS.text) return TOO_LONG;
  undo.act('changing a comment', () => {
    const entry = comments.get(id);
    const living = entry instanceof Y.Map ? entry.get('text') : undefined;
    if (living instanceof Y.Text) rewrite(living, words);
  });
  return true;
}

export function resolveComment(commands: Commands, id: string, resolved: boolean): May {
  const may = commands.mayJoinIn();
  if (may !== true) return may;
  const { comments, undo } = commands.inside;
  undo.act(resolved ? 'resolving a comment' : 'opening a comment again', () =>
    write(comments, id, 'resolved', resolved),
  );
  return true;
}
