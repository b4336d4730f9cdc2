/** T: follow a card's threads, or add one by picking the other card from a list. */
import { tie } from '../app/act';
import { nameOf, needOf, refOf, THREAD } from '../app/words';
import type { CardView } from '../board/schema';
import { useApp } from './context';
import { type Choice, Picker } from './picker';
import { ThreadList } from './thread-list';

export function ThreadPicker({ card: id }: { card: string }) {
  const app = useApp();
  const { view, commands } = app.session.value;
  const card = view.cards.get(id);
  if (!card) return null;
  const threads = view.threadsOf(id);
  const tied = new Set(threads.flatMap(({ from, to }) => [from, to]));
  const choices = [...view.cards.values()]
    .filter((other) => other.id !== id && !tied.has(other.id))
    .map((other) => choice(card, other))
    .filter((found): found is Choice & { rank: number } => found !== null)
    .sort((a, b) => a.rank - b.rank || a.label.localeCompare(b.label, undefined, { numeric: true }));

  /** The closest-fitting thread between two cards, whichever way it runs. */
  function choice(one: CardView, other: CardView): (Choice & { rank: number }) | null {
    const [out] = commands.threadKinds(one.id, other.id);
    const [back] = commands.threadKinds(other.id, one.id);
    const kind = out && out !== 'relates' ? out : (back ?? out);
    if (!kind) return null;
    const outward = kind === out;
    return {
      id: other.id,
      kind: other.kind,
      label: nameOf(other),
      note: outward ? THREAD[kind].out : THREAD[kind].back,
      rank: kind === 'relates' ? 1 : 0,
      run: () => (outward ? tie(app, kind, one.id, other.id) : tie(app, kind, other.id, one.id)),
    };
  }

  return (
    <Picker title={`The thread of ${refOf(card)}`} choices={choices} empty="No other card fits.">
      <ThreadList card={card} onJump={() => app.close()} />
      <p class="hint">{needOf(card, threads)?.hint ?? 'Pick a card to add to its thread.'}</p>
    </Picker>
  );
}
