/** Why a step must not be taken back: it would destroy others' work, or the server would refuse it. */
import type { May } from '../rights';
import { REACTIONS } from '../schema';
import type { Effect, Undo } from '../undo';
import type { BoardView } from '../view';

export interface Rights {
  mayDelete(id: string): May;
  mayReword(id: string): May;
  mayRestore(): boolean;
}

const LOOKED_AT =
  'Your words are looked at before others see them, so what was deleted is not brought back. Add it anew.';

export function whyNotBack(
  { root, id, act }: Effect,
  view: BoardView,
  undo: Undo,
  rights: Rights,
): string | null {
  if (root !== 'cards') {
    const others = act === 'remove' && undo.holdsOthersWork(root, id);
    return others ? 'Others have changed this since, so it stays.' : null;
  }
  if (!view.cards.has(id)) return act === 'remove' || rights.mayRestore() ? null : LOOKED_AT;
  const may = act === 'remove' ? rights.mayDelete(id) : rights.mayReword(id);
  if (may !== true) return may;
  const what = act === 'remove' ? othersWork(id, view, undo) : null;
  const name = view.cards.get(id)?.label;
  return what && `${name ? `Card ${name}` : 'The card'} stays: others have ${what} since you made it.`;
}

/** What others did with a card that would go with it. */
function othersWork(id: string, view: BoardView, undo: Undo): string | null {
  const { count, mine } = view.reactions;
  if (undo.holdsOthersWork('cards', id)) return 'written in it';
  if (view.threadsOf(id).some((thread) => undo.isOthers('threads', thread.id))) return 'tied a thread to it';
  if (view.comments(id).some((comment) => undo.isOthers('comments', comment.id))) return 'commented on it';
  if (REACTIONS.some((kind) => count(id, kind) > Number(mine(id, kind)))) return 'answered it';
  return null;
}
