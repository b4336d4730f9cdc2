/** Which threads fit between two cards, and tying them. */
import { tie } from '../app/act-on';
import { KIND, refOf, THREAD } from '../app/words';
import * as threads from '../board/commands/threads';
import type { ThreadKind } from '../board/schema';
import type { Canvas } from './canvas';
import { choose } from './choose';

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
    threads.kindsBetween(commands.inside, from, to).map((kind) => ({ kind, from, to })),
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
