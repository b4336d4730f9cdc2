/** The chosen tool, or what moves zones, is still being fetched: what the hand does meanwhile is done when it is here. */
import type { Pointer, State } from './state';

export class Early implements State {
  readonly name = 'early';
  readonly #done: (readonly ['down' | 'move' | 'up', Pointer])[] = [];

  down(pointer: Pointer): State {
    this.#done.push(['down', pointer]);
    return this;
  }

  move(pointer: Pointer): State {
    if (this.#done.length) this.#done.push(['move', pointer]);
    return this;
  }

  up(pointer: Pointer): State {
    this.#done.push(['up', pointer]);
    return this;
  }

  cancel(): boolean {
    return true;
  }

  /** Do it with the tool that came; gives the state that follows. */
  handOver(tool: State): State {
    return this.#done.reduce((state, [what, pointer]) => state[what]?.(pointer) ?? state, tool);
  }
}
