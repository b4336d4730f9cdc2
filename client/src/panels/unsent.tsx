/** The list behind the saved light: cards that wait here. */
import { nameOf } from '../app/words';
import type { CardView } from '../board/schema';
import { keptWords } from './banner';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Icon, KindGlyph } from './icon';
import { savedWords } from './save-state';

export function UnsentDialog() {
  const app = useApp();
  const saved = app.session.value.connection.saved.value;
  const cards = useUnsentCards();
  const { words } = savedWords(saved, cards.length);
  return (
    <Dialog title={words}>
      <p>{explain(saved.state, cards.length)}</p>
      <UnsentList cards={cards} />
    </Dialog>
  );
}

export function useUnsentCards(): CardView[] {
  const app = useApp();
  const { unsent, watch } = app.live.value;
  watch.anyCard.value;
  const { view } = app.session.value;
  return [...unsent.cards.value].map((id) => view.cards.get(id)).filter((card) => card !== undefined);
}

function explain(state: string, cards: number): string {
  if (state === 'saved') return 'Everything you wrote is on the server’s disk, not just sent.';
  if (state === 'saving') return 'Your last changes are on their way to the server’s disk.';
  if (state === 'offline') return `You’re offline. Keep going. ${keptWords(cards)}`;
  return 'Something went wrong at our end. Your words are safe on this device. We’ll keep trying.';
}

export function UnsentList({ cards }: { cards: readonly CardView[] }) {
  const app = useApp();
  if (!cards.length) return null;
  return (
    <ul class="ties">
      {cards.map((card) => (
        <li key={card.id} class={`tie k-${card.kind}`}>
          <KindGlyph kind={card.kind} />
          <button
            type="button"
            class="tie__go grow"
            onClick={() => {
              app.close();
              app.focusCard(card.id);
            }}
          >
            {nameOf(card)}
          </button>
          <span class="small muted">
            <Icon name="check" /> Safe here
          </span>
        </li>
      ))}
    </ul>
  );
}
