/** What a facilitator asks everyone to look at. It is an invitation: nobody is moved, nobody's focus is taken. */
import type { Spotlight } from '../board/schema';
import { serverNow } from '../wire/clock';
import type { App } from './app';
import { lookWith } from './look-with';
import { nameOf } from './words';

/** An invitation that nobody took back is over after so long; following goes on until it is stopped. */
const LASTS_MS = 3 * 60_000;

export function isOn({ at, follow }: Spotlight): boolean {
  return follow === true || serverNow() - at < LASTS_MS;
}

export function asks(app: App, light: Spotlight): string {
  const who = app.live.peek().people.nameOf(light.by) ?? 'The facilitator';
  const card = light.card ? app.session.peek().view.cards.get(light.card) : undefined;
  if (card) return `${who} asks you to look at ${nameOf(card)}.`;
  return light.follow ? `${who} shows the way. You can look along.` : `${who} asks everyone to look here.`;
}

/** Go there, because I said so. */
export function goAlong(app: App, light: Spotlight): void {
  if (app.narrow.peek()) app.tab.value = 'board';
  if (light.card) {
    app.focusCard(light.card);
    return;
  }
  if (app.mode.peek() !== 'canvas') app.show('canvas');
  onceOnCanvas(app, () => {
    if (light.follow) lookWith(app, light.by);
    else if (light.view) {
      const [x, y, w, h] = light.view;
      app.canvas.peek()?.lookAt({ minX: x, minY: y, maxX: x + w, maxY: y + h });
    }
  });
}

/** The canvas may have to be drawn first. */
function onceOnCanvas(app: App, run: () => void, frames = 90): void {
  if (app.canvas.peek()) run();
  else if (frames) requestAnimationFrame(() => onceOnCanvas(app, run, frames - 1));
}
