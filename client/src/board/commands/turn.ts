/** A card becomes one of another kind. */
import type { Commands } from '../commands';
import { CARD_SIZE, type Kind, newId, type ThreadView, threadKinds } from '../schema';
import { newEntry, write } from '../value';
import type { BoardView } from '../view';
import type { Home, Inside } from './inside';

/**
 * Make another kind of it. Its fields stay, also those the new kind has no place for; a thread that would no longer be
 * true becomes one that says the cards go together. How many did, or why not.
 */
export function turnInto(commands: Commands, id: string, kind: Kind): number | string {
  const { view } = commands.inside;
  const may = commands.mayTurn(id, kind);
  const card = view.cards.get(id);
  if (!card || may !== true) return String(may);
  const untrue = view.threadsOf(id).filter((thread) => !holds(view, thread, id, kind));
  const mine = untrue.filter((thread) => commands.mayDeleteThread(thread.id) === true);
  const home = commands.inside.home(id);
  const { cards, undo } = home;
  undo.act('changing the kind of a card', () => {
    write(cards, id, 'kind', kind);
    if (card.size[0] === CARD_SIZE[card.kind][0])
      write(cards, id, 'size', [CARD_SIZE[kind][0], card.size[1]]);
    for (const thread of mine) loosen(commands.inside, home, thread);
  });
  return mine.length;
}

/** Whether a thread would still be true if this card were of that kind. */
function holds(view: BoardView, { kind, from, to }: ThreadView, id: string, turned: Kind): boolean {
  const kindOf = (end: string) => (end === id ? turned : view.cards.get(end)?.kind);
  const [a, b] = [kindOf(from), kindOf(to)];
  return !a || !b || threadKinds(a, b).includes(kind);
}

function loosen(inside: Inside, { threads }: Home, { id, from, to }: ThreadView): void {
  threads.delete(id);
  const between = inside.view.threadsOf(from).filter((thread) => [thread.from, thread.to].includes(to));
  if (between.some(({ kind }) => kind === 'relates')) return;
  threads.set(inside.mine(newId()), newEntry({ kind: 'relates', from, to }));
}
