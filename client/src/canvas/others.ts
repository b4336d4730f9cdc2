/** What the others are doing on the canvas, read from presence at most once a frame. */
import { caretIndex } from '../board/caret';
import type { BoardView } from '../board/view';
import type { Presence, PresenceState } from '../wire/presence';
import type { Point } from './box';
import type { Caret } from './caret';

export class Others {
  readonly #presence: Presence;
  readonly #view: BoardView;
  readonly #me: string;
  #holders = new Map<string, PresenceState>();
  #drags = new Map<string, Point>();
  #carets = new Map<string, Caret[]>();
  #looks = new Map<string, string>();

  constructor(presence: Presence, view: BoardView, me: { participant: string }) {
    this.#presence = presence;
    this.#view = view;
    this.#me = me.participant;
  }

  holder(card: string): PresenceState | null {
    return this.#holders.get(card) ?? null;
  }

  carets(card: string): readonly Caret[] {
    return this.#carets.get(card) ?? [];
  }

  /** Where someone is dragging a card just now. */
  dragged(card: string): Point | undefined {
    return this.#drags.get(card);
  }

  get drags(): ReadonlyMap<string, Point> {
    return this.#drags;
  }

  /** Read presence anew; answers with the cards that look different now, and those whose drag moved or ended. */
  read(): { changed: string[]; dragged: string[] } {
    const before = this.#drags;
    this.#holders = new Map();
    this.#drags = new Map();
    this.#carets = new Map();
    for (const state of this.#presence.others.values()) this.#take(state);
    return { changed: this.#changes(), dragged: [...new Set([...before.keys(), ...this.#drags.keys()])] };
  }

  #take(state: PresenceState): void {
    const mine = state.participant === this.#me;
    const { dragging, holding, editing } = state;
    for (const [card, place] of Object.entries(dragging)) this.#drags.set(card, place);
    if (!mine) for (const card of holding) this.#holders.set(card, state);
    if (editing && !mine) this.#holders.set(editing, state);
    this.#takeCaret(state);
  }

  /** A caret counts while its card is being written in. */
  #takeCaret({ caret, editing, name }: PresenceState): void {
    const text = caret && caret.card === editing ? this.#view.text(caret.card) : undefined;
    if (!caret || !text) return;
    const [anchor, head] = [caretIndex(text, caret.anchor), caretIndex(text, caret.head)];
    if (anchor === null || head === null) return;
    this.#carets.set(caret.card, [...this.carets(caret.card), { name, anchor, head }]);
  }

  #changes(): string[] {
    const looks = new Map<string, string>();
    for (const [card, { name, editing }] of this.#holders) looks.set(card, `${name}|${editing === card}`);
    for (const [card, carets] of this.#carets)
      looks.set(card, `${looks.get(card)}|${JSON.stringify(carets)}`);
    const cards = new Set([...looks.keys(), ...this.#looks.keys()]);
    const changed = [...cards].filter((card) => looks.get(card) !== this.#looks.get(card));
    this.#looks = looks;
    return changed;
  }
}
