/** The tags of a board, the most used first. */
import type { BoardView } from '../board/view';

const SUGGESTED = 50;

export function tagsInUse(view: BoardView): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of view.cards.values())
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || a.localeCompare(b))
    .slice(0, SUGGESTED)
    .map(([tag]) => tag);
}
