/** A zone's cards laid in rows, and said. */
import { type Tile, tidy } from '../board/commands/tidy';
import type { App } from './app';
import { count, zoneName } from './words';

export function tidyZone(app: App, zone: string): void {
  const { commands, view } = app.session.peek();
  const cards = view.cardsIn(zone).map(({ id }) => id);
  const boxes = app.canvas.peek()?.boxesOf(cards) ?? [];
  const sizes = boxes.map(({ id, minX, minY, maxX, maxY }): [string, Tile] => [
    id,
    { id, w: maxX - minX, h: maxY - minY },
  ]);
  const moved = tidy(commands, zone, new Map(sizes));
  const name = zoneName(view.zones.get(zone));
  if (moved)
    app.toast(`${name} is tidy: ${count(moved, 'card', 'cards')} moved.`, {
      label: 'Undo',
      run: () => app.undo(),
    });
  else app.announce(`${name} is tidy already.`, true);
}
