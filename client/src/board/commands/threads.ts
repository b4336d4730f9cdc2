/** Threads between cards, and the reactions to them. */
import type { May } from '../rights';
import { LIMITS, newId, REACTIONS, type ThreadKind, threadKinds } from '../schema';
import { newEntry } from '../value';
import type { Inside } from './inside';
import * as may from './may';

export type Refused = { refused: string };

/** The kinds of thread that may run from the first card to the second. */
export function kindsBetween({ view }: Inside, from: string, to: string): ThreadKind[] {
  const [a, b] = [view.cards.get(from), view.cards.get(to)];
  return a && b && from !== to ? threadKinds(a.kind, b.kind) : [];
}

/** The new thread's id, or why there is none. */
export function addThread(inside: Inside, kind: ThreadKind, from: string, to: string): string | Refused {
  const { view } = inside;
  const open = may.joinIn(inside);
  if (open !== true) return { refused: open };
  if (from === to) return { refused: 'A thread needs two cards.' };
  if (!view.cards.has(from) || !view.cards.has(to)) return { refused: may.GONE };
  if (!kindsBetween(inside, from, to).includes(kind))
    return { refused: 'This thread does not fit between these two cards.' };
  if (view.threadsOf(from).some((t) => t.kind === kind && t.from === from && t.to === to))
    return { refused: 'These two cards have this thread already.' };
  if (view.threads.size >= LIMITS.threads)
    return { refused: `This board is full: a board holds ${LIMITS.threads} threads.` };
  const id = inside.mine(newId());
  const quiet = inside.hides(from) || inside.hides(to);
  const { threads, undo } = (quiet && inside.own) || inside.board;
  undo.act('adding a thread', () => threads.set(id, newEntry({ kind, from, to })));
  return id;
}

export function deleteThread(inside: Inside, id: string): May {
  const why = may.removeThread(inside, id);
  const { threads, undo } = inside.own?.threads.has(id) ? inside.own : inside.board;
  if (why === true) undo.act('removing a thread', () => threads.delete(id));
  return why;
}

/** Not a step of undo: the same button takes it back. */
export function react(inside: Inside, card: string, kind: string, on: boolean): void {
  const { doc, me, reactions, view } = inside;
  const known = (REACTIONS as readonly string[]).includes(kind);
  if (!known || may.discuss(inside, card) !== true || !view.cards.has(card)) return;
  if (view.reactions.mine(card, kind) === on) return;
  const key = `${card}:${me.participant}:${kind}`;
  doc.transact(() => (on ? reactions.set(key, true) : reactions.delete(key)), 'reaction');
}
