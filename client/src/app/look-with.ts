/** To where a named person is: their window on the canvas; in the outline, the card they are at. Once, or along with them. */
import type { App } from './app';

export function lookWith(app: App, participant: string): void {
  const name = app.live.peek().people.nameOf(participant) ?? 'They';
  const states = statesOf(app, participant);
  if (!states.length) {
    app.announce(`${name} is no longer here.`, true);
    return;
  }
  if (app.mode.peek() === 'canvas' && app.canvas.peek()) {
    app.following.value = participant;
    return;
  }
  goToTheirCard(app, participant, name);
}

/** Once; whoever it is does not hear of it. */
export function goToPerson(app: App, participant: string): void {
  const name = app.live.peek().people.nameOf(participant) ?? 'They';
  const states = statesOf(app, participant);
  if (!states.length) {
    app.announce(`${name} is no longer here.`, true);
    return;
  }
  const canvas = app.canvas.peek();
  const at = states.find(({ view, cursor }) => view || cursor);
  if (app.mode.peek() !== 'canvas' || !canvas || !at) {
    goToTheirCard(app, participant, name);
    return;
  }
  const { w, h } = canvas.size.peek();
  const { z } = app.camera.peek();
  const [x, y] = at.cursor ?? middle(at.view!, w, h);
  canvas.lookAt({ minX: x - w / z / 2, maxX: x + w / z / 2, minY: y - h / z / 2, maxY: y + h / z / 2 });
  app.announce(`This is where ${name} is.`);
}

/** Of their window only its corner and zoom are known: taken to be as large as mine. */
function middle([x, y, z]: readonly [number, number, number], w: number, h: number): [number, number] {
  return [x + w / z / 2, y + h / z / 2];
}

function statesOf(app: App, participant: string) {
  return [...app.session.peek().presence.others.values()].filter(
    (state) => state.participant === participant,
  );
}

function goToTheirCard(app: App, participant: string, name: string): void {
  const { view } = app.session.peek();
  const card = statesOf(app, participant)
    .map(({ editing, holding }) => editing ?? holding[0])
    .find((id) => id && view.cards.has(id));
  if (card) app.focusCard(card);
  else app.toast(`${name} is looking around and has no card in hand.`);
}
