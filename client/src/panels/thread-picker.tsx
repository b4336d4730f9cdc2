/** T: follow a card's threads, or add one by picking the other card from a list. */
import { tie } from '../app/act-on';
import { nameOf, needOf, refOf, THREAD } from '../app/words';
import { kindsBetween } from '../board/commands/threads';
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
  const choices = [...view.cards.values()]
    .filter((other) => other.id !== id)
    .flatMap((other) => ties(card, other))
    .sort((a, b) => a.rank - b.rank || a.label.localeCompare(b.label, undefined, { numeric: true }));

  /** Every thread that fits between two cards and is not there yet, whichever way it runs; the telling ones first. */
  function ties(one: CardView, other: CardView): (Choice & { rank: number })[] {
    const ways = [
      [one, other, true],
      [other, one, false],
    ] as const;
    return ways.flatMap(([from, to, outward]) =>
      kindsBetween(commands.inside, from.id, to.id)
        .filter((kind) => outward || kind !== 'relates')
        .filter((kind) => !threads.some((t) => t.kind === kind && t.from === from.id && t.to === to.id))
        .map((kind) => ({
          id: `${other.id}${kind}${outward ? '' : '-back'}`,
          kind: other.kind,
          label: nameOf(other),
          note: outward ? THREAD[kind].out : THREAD[kind].back,
          rank: kind === 'relates' ? 1 : 0,
          run: () => tie(app, kind, from.id, to.id),
        })),
    );
  }

  return (
    <Picker title={`The thread of ${refOf(card)}`} choices={choices} empty="No other card fits.">
      <ThreadList card={card} dialog />
      <p class="hint">{needOf(card, threads)?.hint ?? 'Pick a card to add to its thread.'}</p>
    </Picker>
  );
}
