import { useEffect } from 'preact/hooks';
import type { CardView } from '../board/schema';
import type { BoardView } from '../board/view';
import { useApp } from './context';
import { Icon } from './icons';

/** The card before and after in reading order; Alt with Page Up and Page Down from anywhere in the details. */
export function DetailsSteps({ card, onGo }: { card: CardView; onGo(card: string): void }) {
  const app = useApp();
  app.live.value.watch.order.value;
  const [before, after] = besides(app.session.value.view, card.id);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const to = event.altKey ? { PageUp: before, PageDown: after }[event.key] : undefined;
      if (to === undefined || !(event.target as HTMLElement).closest?.('.det, .dialog--page')) return;
      event.preventDefault();
      if (to) onGo(to);
      else app.announce(event.key === 'PageUp' ? 'This is the first card.' : 'This is the last card.');
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  });
  const step = (to: string | null, words: string, icon: 'arrowUp' | 'arrowDown', keys: string) => (
    <button
      type="button"
      class="icon-btn"
      aria-label={words}
      title={`${words} (${keys})`}
      aria-disabled={to === null}
      onClick={() => to && onGo(to)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <>
      {step(before, 'Previous card', 'arrowUp', 'Alt Page Up')}
      {step(after, 'Next card', 'arrowDown', 'Alt Page Down')}
    </>
  );
}

function besides(view: BoardView, id: string): [string | null, string | null] {
  const zones = [...view.zoneList().map((zone) => zone.id), null];
  const cards = zones.flatMap((zone) => view.cardsIn(zone).map((card) => card.id));
  const at = cards.indexOf(id);
  return [cards[at - 1] ?? null, cards[at + 1] ?? null];
}
