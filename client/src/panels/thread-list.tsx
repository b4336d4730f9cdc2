/** A card's threads as rows: go to the other card, or take the thread away. */
import { untie } from '../app/act-on';
import { firstWords, refOf, THREAD } from '../app/words';
import type { CardView } from '../board/schema';
import { useApp } from './context';
import { KindGlyph } from './icon';
import { Icon } from './icons';

export function ThreadList({ card, dialog }: { card: CardView; dialog?: boolean }) {
  const app = useApp();
  app.live.value.watch.threads.value;
  const { view, commands } = app.session.value;
  const rows = view.threadsOf(card.id).map((thread) => {
    const outward = thread.from === card.id;
    const other = view.cards.get(outward ? thread.to : thread.from);
    return { thread, other, word: outward ? THREAD[thread.kind].out : THREAD[thread.kind].back };
  });
  return (
    <ul class="ties">
      {rows.map(({ thread, other, word }) =>
        other ? (
          <li key={thread.id} class={`tie k-${other.kind}`}>
            <KindGlyph kind={other.kind} />
            <button
              type="button"
              class="tie__go grow"
              onClick={() => {
                if (dialog) app.leaveFor(other.id);
                else app.focusCard(other.id);
              }}
            >
              {word} <b>{refOf(other)}</b> {firstWords(other.text, 64)}
            </button>
            {commands.mayDeleteThread(thread.id) === true && (
              <button
                type="button"
                class="icon-btn"
                aria-label={`Take away: ${word} ${refOf(other)}`}
                onClick={() => untie(app, thread.id)}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ) : null,
      )}
    </ul>
  );
}
