/** The writer of strokes: each is one write when it is finished, and one step of undo. */
import type { Commands } from '../commands';
import { type May, mayAdd, mayTakeOff } from '../rights';
import { LIMITS } from '../schema';
import { newEntry, wellFormed, write } from '../value';
import type { Inside } from './inside';

export class Ink {
  readonly #inside: Inside;

  constructor(commands: Commands) {
    this.#inside = commands.inside;
  }

  /** While others' words are kept back, and while all listen, nobody draws. */
  mayDraw(): May {
    const { view, me } = this.#inside;
    const { stages, stage, silent } = view.session;
    const may = mayAdd(me);
    if (may !== true) return may;
    if (stages[stage]?.attention) return 'This is a time to listen. Nothing is added now.';
    if (this.#inside.looksFirst())
      return 'Your words are looked at before others see them. Drawing can’t wait.';
    if (silent) return 'This is a time to write in silence. Drawing waits until everything is shown.';
    return (
      view.strokes.size < LIMITS.strokes || `This board is full: a board holds ${LIMITS.strokes} strokes.`
    );
  }

  /** The id is given so that what others saw being drawn becomes the stroke itself. */
  add(id: string, points: readonly number[], colour: string, width: number): void {
    const { strokes, undo, made } = this.#inside;
    if (this.mayDraw() !== true || points.length < 3) return;
    made.add(id);
    undo.act('drawing', () => {
      strokes.set(id, newEntry({ points: points.slice(0, LIMITS.points * 3), colour, width }));
    });
  }

  mayDelete(id: string): May {
    const { view, me, made } = this.#inside;
    const stroke = view.strokes.get(id);
    return stroke ? mayTakeOff(me, stroke, made.has(id)) : 'This drawing is gone already.';
  }

  /** Those I may delete; gives their number. */
  delete(ids: readonly string[]): number {
    const { strokes, undo } = this.#inside;
    const mine = ids.filter((id) => this.mayDelete(id) === true);
    if (mine.length)
      undo.act(mine.length === 1 ? 'rubbing out a stroke' : `rubbing out ${mine.length} strokes`, () => {
        for (const id of mine) strokes.delete(id);
      });
    return mine.length;
  }

  /** Only its author says what a drawing shows. */
  mayDescribe(id: string): boolean {
    const { view, me, made } = this.#inside;
    const stroke = view.strokes.get(id);
    if (this.#inside.looksFirst()) return false;
    return stroke !== undefined && (stroke.author === null ? made.has(id) : stroke.author === me.participant);
  }

  /** Empty: it is only for looks. */
  describe(id: string, alt: string): void {
    const { strokes, undo } = this.#inside;
    if (!this.mayDescribe(id)) return;
    const words = [...wellFormed(alt.trim())].slice(0, LIMITS.title).join('');
    undo.act('describing a drawing', () => write(strokes, id, 'alt', words));
  }
}
