/** The evidence thread of a card: what it rests on, and what came of it. */
import type { ThreadView } from '../board/schema';

export type ThreadsOf = (card: string) => Iterable<ThreadView>;

/** Ids of the threads from these cards down to their stories and up to their commitments; never sideways. */
export function lineageOf(cards: Iterable<string>, threadsOf: ThreadsOf): Set<string> {
  const traced = new Set<string>();
  for (const way of ['from', 'to'] as const) {
    const other = way === 'from' ? 'to' : 'from';
    follow([...cards], traced, (card) => {
      const mine = [...threadsOf(card)].filter((thread) => thread[way] === card);
      return mine.map((thread) => [thread, thread[other]]);
    });
  }
  return traced;
}

function follow(
  from: string[],
  traced: Set<string>,
  next: (card: string) => [thread: ThreadView, card: string][],
): void {
  const done = new Set<string>();
  for (let card = from.pop(); card !== undefined; card = from.pop()) {
    if (done.has(card)) continue;
    done.add(card);
    for (const [thread, other] of next(card)) {
      traced.add(thread.id);
      if (thread.kind !== 'relates') from.push(other);
    }
  }
}
