/** The cards along a thread, one way: `from` goes down to what a card rests on, `to` up to what came of it. */
import type { CardView } from '../board/schema';
import type { BoardView } from '../board/view';
import { THREAD } from './words';

export interface Kin {
  readonly card: CardView;
  /** How it is tied to the one before, in words. */
  readonly word: string;
  readonly beyond: readonly Kin[];
}

/** "Goes with" leads nowhere; a card is shown once on each path, so a ring ends. */
export function kinOf(
  view: BoardView,
  card: string,
  way: 'from' | 'to',
  path: readonly string[] = [],
): Kin[] {
  const other = way === 'from' ? 'to' : 'from';
  return view.threadsOf(card).flatMap((thread) => {
    const next =
      thread[way] === card && thread.kind !== 'relates' ? view.cards.get(thread[other]) : undefined;
    if (!next || path.includes(next.id)) return [];
    const words = THREAD[thread.kind];
    const beyond = kinOf(view, next.id, way, [...path, card]);
    return [{ card: next, word: way === 'from' ? words.out : words.back, beyond }];
  });
}
