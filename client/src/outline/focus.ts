/** Others move cards while I am on them: the focus stays on its card, wherever it went. */
import { useLayoutEffect } from 'preact/hooks';

interface Held {
  readonly element: HTMLElement;
  readonly card: string;
  readonly part: string | undefined;
}

/** What in which card has the focus, if any. */
function held(): Held | null {
  const element = document.activeElement;
  const card = element?.closest<HTMLElement>('[data-id]')?.dataset.id;
  return card && element instanceof HTMLElement ? { element, card, part: element.dataset.part } : null;
}

/** Call it in the component that draws the list: what has the focus before drawing has it after. */
export function useKeptFocus(): void {
  const before = held();
  useLayoutEffect(() => {
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (!before || !lost) return;
    const card = document.getElementById(`card-${before.card}`);
    const same = before.element.isConnected ? before.element : part(card, before.part);
    (same ?? card)?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'nearest' });
  });
}

function part(card: HTMLElement | null, name: string | undefined): HTMLElement | null {
  return name ? (card?.querySelector<HTMLElement>(`[data-part="${name}"]`) ?? null) : null;
}
