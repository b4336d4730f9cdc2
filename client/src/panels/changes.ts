/** Draw again when a card, its comments, reactions or threads change: its record may stay the same object meanwhile. */
import { useApp } from './context';

export function useChanges(card: string): void {
  const { watch } = useApp().live.value;
  watch.card(card).value;
}
