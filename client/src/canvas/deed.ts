/** What a gesture or a key finally does to the board, and what is said of it. */
import { duplicate as copyCards, remove as removeCards, tie } from '../app/act';
import { KIND, refOf, THREAD } from '../app/words';
import type { Kind, ThreadKind } from '../board/schema';
import type { Canvas } from './canvas';
import { choose } from './choose';
import type { Placed } from './placed';

/** A new card here, opened for writing. */
export function add(canvas: Canvas, kind: Kind, pos: readonly [number, number], zone: string | null): void {
  const { app, session } = canvas;
  if (canvas.refuses(session.commands.mayAdd(kind))) return;
  const id = session.commands.addCard({ kind, zone, pos });
  canvas.chosen.set([id]);
  app.editing.value = id;
}

/** Put down what was dragged: one write for each card, into the zone it lies on, over what lies there. */
export function drop(canvas: Canvas, dropped: { card: Placed; zone: string | null }[]): void {
  const { session, placement } = canvas;
  let top = 0;
  for (const { layer } of placement.all.values()) top = Math.max(top, layer);
  dropped.sort((a, b) => a.card.layer - b.card.layer);
  session.commands.moveCards(
    dropped.map(({ card, zone }, i) => ({ id: card.id, pos: [card.x, card.y, top + 1 + i], zone })),
  );
  session.commands.endGesture();
  canvas.hand.letGo();
  const [one] = dropped;
  if (dropped.length === 1 && one) sayPlace(canvas, one.card, one.zone);
  else canvas.app.announce(`${dropped.length} cards moved.`);
}

function sayPlace(canvas: Canvas, { card }: Placed, zone: string | null): void {
  const title = zone && canvas.session.view.zones.get(zone)?.title;
  canvas.app.announce(`${refOf(card)} moved${title ? ` to ${title}` : ''}.`);
}

/** Move what is selected a little; nudges in a row are one step of undo. */
export function nudge(canvas: Canvas, dx: number, dy: number): void {
  const { commands } = canvas.session;
  const cards = canvas.chosen.inHand();
  if (!cards[0] || canvas.refuses(commands.mayEdit(cards[0].id))) return;
  const moves = cards.map((card) => ({ card, x: card.to[0] + dx, y: card.to[1] + dy }));
  commands.moveCards(
    moves.map(({ card, x, y }) => ({
      id: card.id,
      pos: [x, y],
      zone: canvas.zoneAt(x + card.w / 2, y + card.h / 2),
    })),
  );
}

/** Copies beside what is selected; they are selected then. */
export function duplicate(canvas: Canvas): void {
  copyCards(
    canvas.app,
    canvas.chosen.inHand().map(({ id }) => id),
  );
}

/** Delete what is selected. Asks first where threads or others' words would go with it. */
export function remove(canvas: Canvas): void {
  const { app, session } = canvas;
  const cards = canvas.chosen.inHand().map(({ card }) => card);
  const mine = (author: string | null) => author === null || author === app.me.participant;
  const heavy = cards.some(
    (card) => session.view.threadsOf(card.id).length > 0 || (card.text !== '' && !mine(card.author)),
  );
  const ids = cards.map(({ id }) => id);
  if (!ids.length) return;
  if (heavy || ids.length > 1) app.open({ kind: 'delete', cards: ids });
  else removeCards(app, ids);
}

interface Tie {
  readonly kind: ThreadKind;
  readonly from: string;
  readonly to: string;
}

/** The threads that fit between two cards, whichever way they run; "goes with" only where nothing says more. */
function ties(canvas: Canvas, a: string, b: string): Tie[] {
  const { commands, view } = canvas.session;
  const known = view.threadsOf(a);
  const ways = [
    [a, b],
    [b, a],
  ] as const;
  const all = ways.flatMap(([from, to]) =>
    commands.threadKinds(from, to).map((kind) => ({ kind, from, to })),
  );
  const fresh = all.filter(
    (tie) => !known.some(({ kind, from, to }) => kind === tie.kind && from === tie.from && to === tie.to),
  );
  const telling = fresh.filter(({ kind }) => kind !== 'relates');
  return telling.length ? telling : fresh.slice(0, 1);
}

export function fits(canvas: Canvas, a: string, b: string): boolean {
  return ties(canvas, a, b).length > 0;
}

/** Whether a thread between them would say more than "goes with". */
export function fitsWell(canvas: Canvas, a: string, b: string): boolean {
  return ties(canvas, a, b).some(({ kind }) => kind !== 'relates');
}

/** Tie two cards; where several threads fit, ask which. */
export function join(canvas: Canvas, a: string, b: string, at: { sx: number; sy: number }): void {
  const { app } = canvas;
  const choices = ties(canvas, a, b).map(({ kind, from, to }) => ({
    words: sentence(canvas, { kind, from, to }),
    run: () => tie(app, kind, from, to),
  }));
  if (choices.length > 1) choose(canvas.host, 'Which thread?', at, choices);
  else choices[0]?.run();
}

function sentence(canvas: Canvas, { kind, from, to }: Tie): string {
  const { cards } = canvas.session.view;
  const ref = (id: string) => {
    const card = cards.get(id);
    return card ? refOf(card) : KIND.note.one;
  };
  return `${ref(from)} ${THREAD[kind].label} ${ref(to)}`;
}
