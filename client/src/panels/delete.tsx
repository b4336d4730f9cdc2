/** Delete asks, says what goes with it, and starts on the safe button. */
import { remove } from '../app/act-on';
import { count, KIND, refOf } from '../app/words';
import type { CardView } from '../board/schema';
import type { BoardView } from '../board/view';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Icon } from './icons';

export function DeleteDialog({ cards: ids }: { cards: readonly string[] }) {
  const app = useApp();
  const { view } = app.session.value;
  const cards = ids.map((id) => view.cards.get(id)).filter((card) => card !== undefined);
  if (!cards.length) return null;
  const [one] = cards;
  const what =
    cards.length === 1 && one
      ? `${KIND[one.kind].one.toLowerCase()} ${one.label}`.trim()
      : `${cards.length} cards`;
  const go = () => {
    app.close();
    remove(app, ids);
  };
  return (
    <Dialog title={`Delete ${what}?`} asks>
      <p>{whatGoes(cards, view)} You can undo it.</p>
      <div class="dialog__acts">
        <button type="button" class="btn" data-first onClick={() => app.close()}>
          {cards.length === 1 ? 'Keep it' : 'Keep them'}
        </button>
        <button type="button" class="btn btn--danger" onClick={go}>
          <Icon name="trash" />
          Delete {cards.length === 1 && one ? refOf(one) : `${cards.length} cards`}
        </button>
      </div>
    </Dialog>
  );
}

/** "It takes 2 threads with it. S2 and I2 stay." */
function whatGoes(cards: readonly CardView[], view: BoardView): string {
  const ids = new Set(cards.map(({ id }) => id));
  const threads = new Set(cards.flatMap(({ id }) => view.threadsOf(id)));
  const others = new Set([...threads].flatMap(({ from, to }) => [from, to]).filter((id) => !ids.has(id)));
  const refs = [...others]
    .map((id) => view.cards.get(id))
    .filter((card) => card !== undefined)
    .map(refOf);
  if (!threads.size) return 'Its words go from the board for everyone.';
  const stay =
    refs.length === 0
      ? ''
      : refs.length > 3
        ? ` ${refs.length} other cards stay.`
        : ` ${list(refs)} ${refs.length === 1 ? 'stays' : 'stay'}.`;
  return `${cards.length === 1 ? 'It takes' : 'They take'} ${count(threads.size, 'thread', 'threads')} along.${stay}`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
