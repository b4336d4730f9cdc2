/**
 * My ballot in the open vote. It is on the server alone: this page asks for it, and sends the whole of it at each change,
 * one after the other, so that the last choice is the one that counts.
 */
import { signal } from '@preact/signals';
import type { App } from '../app/app';
import { ask } from '../facilitator/ask';
import type { Poll } from './votes';

export type Choices = Readonly<Record<string, string | number>>;

/** kept: on the server's disk. unsent: the server could not be reached; it is tried again. refused: `why` says why. */
export type State = 'loading' | 'kept' | 'sending' | 'unsent' | 'refused';

const AGAIN_MS = 3_000;

export class MyBallot {
  readonly choices = signal<Choices>({});
  /** How many people have answered something. */
  readonly people = signal<number | null>(null);
  readonly state = signal<State>('loading');
  readonly why = signal('');
  readonly #app: App;
  readonly #poll: string;
  #sending = false;
  #dirty = false;

  constructor(app: App, poll: string) {
    this.#app = app;
    this.#poll = poll;
  }

  /** Ask how it stands; what is being sent is not overwritten. */
  async load(): Promise<void> {
    if (this.#sending || this.#dirty) return;
    const answer = await ask(this.#app, 'ballot', { poll: this.#poll }, true);
    if (this.#sending || this.#dirty) return;
    if (answer.ok) this.#take(answer.said, true);
    else if (answer.status === 0) this.state.value = 'unsent';
    else this.#refuse(answer.why);
  }

  choose(card: string, choice: string | number | null): void {
    const { [card]: _, ...others } = this.choices.peek();
    this.choices.value = choice ? { ...others, [card]: choice } : others;
    this.#dirty = true;
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#dirty) {
      this.#dirty = false;
      this.state.value = 'sending';
      const said = { poll: this.#poll, choices: this.choices.peek() };
      const answer = await ask(this.#app, 'ballot', said, true);
      if (answer.ok) this.#take(answer.said, !this.#dirty);
      else if (answer.status === 0 || answer.status >= 500) await this.#wait();
      else this.#refuse(answer.why);
    }
    this.#sending = false;
  }

  async #wait(): Promise<void> {
    this.state.value = 'unsent';
    this.#dirty = true;
    await new Promise((go) => setTimeout(go, AGAIN_MS));
  }

  #take(said: Readonly<Record<string, unknown>>, all: boolean): void {
    if (typeof said.people === 'number') this.people.value = said.people;
    if (!all) return;
    this.choices.value = (said.choices ?? {}) as Choices;
    this.state.value = 'kept';
  }

  #refuse(why: string): void {
    this.state.value = 'refused';
    this.why.value = why;
    this.#app.announce(why, true);
  }
}

const known = new WeakMap<App, Map<string, MyBallot>>();

/** The same ballot wherever it is shown. */
export function myBallot(app: App, { id }: Poll): MyBallot {
  const mine = known.get(app) ?? new Map<string, MyBallot>();
  known.set(app, mine);
  const ballot = mine.get(id) ?? new MyBallot(app, id);
  mine.set(id, ballot);
  return ballot;
}
