/** To where a named person is: their window on the canvas; in the outline, the card they are at. */
import type { App } from './app';

export function lookWith(app: App, participant: string): void {
  const { presence, view } = app.session.peek();
  const name = app.live.peek().people.nameOf(participant) ?? 'They';
  const states = [...presence.others.values()].filter((state) => state.participant === participant);
  if (!states.length) {
    app.announce(`${name} is no longer here.`, true);
    return;
  }
  if (app.mode.peek() === 'canvas' && app.canvas.peek()) {
    app.following.value = participant;
    return;
  }
  const card = states
    .map(({ editing, holding }) => editing ?? holding[0])
    .find((id) => id && view.cards.has(id));
  if (card) app.focusCard(card);
  else app.toast(`${name} is looking around and has no card in hand.`);
}
