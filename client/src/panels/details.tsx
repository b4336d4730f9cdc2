/** Where all there is about one card stands (DESIGN, 11): beside the canvas, in the outline's column, on a page of its own. */
import '../styles/details.css';
import { useEffect } from 'preact/hooks';
import { BESIDE, beside, hideDetails, showDetails, tab } from '../app/details';
import type { CardView } from '../board/schema';
import { useApp } from './context';
import { DetailsParts, titleOf } from './details-parts';
import { DetailsSteps } from './details-steps';
import { Dialog } from './dialog';
import { KindGlyph } from './icon';
import { Icon } from './icons';
import { SavedMark, SaveState } from './save-state';

/** Where there is no room beside the board. */
export function DetailsDialog({ card: id }: { card: string }) {
  const card = useCard(id);
  const app = useApp();
  if (!card) return null;
  return (
    <Dialog title={titleOf(card)} page>
      <div class={`det det--page k-${card.kind}`}>
        <div class="det__bar">
          <SaveState />
          <DetailsSteps card={card} onGo={(to) => app.open({ kind: 'comments', card: to })} />
        </div>
        <DetailsParts card={card} />
      </div>
    </Dialog>
  );
}

/** The outline's third column. */
export function DetailsColumn({ card: id }: { card: string | null }) {
  const app = useApp();
  const card = useCard(id);
  if (!card) {
    return (
      <aside class="det" aria-label="Details">
        <p class="muted det__none">Choose a card to see its fields, thread, reactions and comments.</p>
      </aside>
    );
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    app.focusCard(card.id);
  };
  return (
    <aside class={`det k-${card.kind}`} aria-labelledby="det-h" onKeyDown={leave}>
      <Head card={card} />
      <DetailsParts card={card} />
    </aside>
  );
}

/** Beside the canvas, which keeps the card in view. Another card that is chosen there is shown instead. */
export function DetailsPanel() {
  const app = useApp();
  const id = beside.value;
  const card = useCard(id);
  const chosen = app.selected.value;
  useEffect(() => {
    if (beside.peek() && chosen && chosen !== beside.peek()) beside.value = chosen;
  }, [chosen]);
  useEffect(() => {
    const query = matchMedia(BESIDE);
    const onChange = () => {
      const open = beside.peek();
      if (query.matches || !open) return;
      beside.value = null;
      showDetails(app, open, tab.peek());
    };
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, [app]);
  const gone = id !== null && !card;
  useEffect(() => {
    if (gone) hideDetails(app);
  }, [gone, app]);
  useEffect(() => {
    if (!id) return;
    // The canvas is as wide as it will be once the page is laid out anew.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => app.canvas.peek()?.showCard(id)));
    return () => cancelAnimationFrame(frame);
  }, [id, app]);
  if (!card) return null;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    hideDetails(app);
  };
  return (
    <aside class={`det det--beside k-${card.kind}`} aria-labelledby="det-h" onKeyDown={leave}>
      <Head card={card} onClose={() => hideDetails(app)} />
      <DetailsParts card={card} />
    </aside>
  );
}

function Head({ card, onClose }: { card: CardView; onClose?(): void }) {
  const app = useApp();
  const go = (to: string) => {
    if (app.mode.peek() === 'canvas') beside.value = to;
    app.selection.value = new Set([to]);
  };
  return (
    <div class="det__head">
      <KindGlyph kind={card.kind} />
      <h2 id="det-h" class="grow">
        {titleOf(card)}
      </h2>
      <SavedMark />
      <DetailsSteps card={card} onGo={go} />
      {onClose && (
        <button
          type="button"
          class="icon-btn"
          aria-label="Close the details"
          title="Close (Esc)"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

function useCard(id: string | null): CardView | null {
  const app = useApp();
  if (id) app.live.value.watch.card(id).value;
  return (id && app.session.value.view.cards.get(id)) || null;
}
