/** What is done to several cards at once: laid level, spread evenly. Each is one step of undo. */
import { type Alignment, aligned, type Direction, distributed, type Piece, type Spot } from '../canvas/align';
import type { App } from './app';
import { count } from './words';

const LEVEL: Readonly<Record<Alignment, string>> = {
  left: 'at their left edges',
  centre: 'on one centre line',
  right: 'at their right edges',
  top: 'at their tops',
  middle: 'on one middle line',
  bottom: 'at their bottoms',
};

export function align(app: App, to: Alignment): void {
  put(
    app,
    (pieces) => aligned(pieces, to),
    (n) => `${count(n, 'card', 'cards')} lined up ${LEVEL[to]}.`,
  );
}

export function distribute(app: App, way: Direction): void {
  const words = way === 'across' ? 'across' : 'downwards';
  put(
    app,
    (pieces) => distributed(pieces, way),
    (n) => `${count(n, 'card', 'cards')} spread evenly ${words}.`,
  );
}

function put(app: App, lay: (pieces: readonly Piece[]) => Spot[], words: (n: number) => string): void {
  const { commands } = app.session.peek();
  const pieces = (app.canvas.peek()?.boxesOf(app.selection.peek()) ?? []).filter(
    ({ id }) => commands.mayEdit(id) === true,
  );
  const spots = lay(pieces);
  if (!spots.length) {
    app.announce('There is nothing here you may move.', true);
    return;
  }
  commands.endGesture();
  commands.moveCards(spots.map(({ id, x, y }) => ({ id, pos: [x, y] })));
  commands.endGesture();
  app.toast(words(spots.length), { label: 'Undo', run: () => app.undo() });
}
