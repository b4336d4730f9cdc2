/** What the others see of my hand: where it points, and which cards it moves. */
import type { GroupState, Presence } from '../wire/presence';
import type { Point } from './box';

/** After a drop the others go on seeing the card where it was let go, until the board itself has told them. */
const LET_GO_MS = 400;

export class Hand {
  readonly #presence: Presence;
  #lettingGo: ReturnType<typeof setTimeout> | undefined;

  constructor(presence: Presence, signal: AbortSignal) {
    this.#presence = presence;
    signal.addEventListener('abort', () => clearTimeout(this.#lettingGo));
  }

  point(cursor: Point | null): void {
    this.#presence.me({ cursor });
  }

  /** `group`: of more cards than can be told one by one, how many and where they are together. */
  hold(holding: string[], dragging: Record<string, Point>, group: GroupState | null = null): void {
    clearTimeout(this.#lettingGo);
    this.#presence.me({ holding, dragging, group });
  }

  letGo(): void {
    clearTimeout(this.#lettingGo);
    this.#lettingGo = setTimeout(
      () => this.#presence.me({ holding: [], dragging: {}, group: null }),
      LET_GO_MS,
    );
  }
}
