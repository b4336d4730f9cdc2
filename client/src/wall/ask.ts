/** Asks again and again what the wall shows; comes back by itself after any trouble. */
import { signal } from '@preact/signals';
import { setClock } from '../wire/clock';
import type { Line, Shown } from './shown';

const EVERY_MS = 1_000;
const AGAIN_MS = 3_000;
/** Answers that mean: not without somebody doing something. */
const SHUT = [401, 403, 404];

export class Asker {
  readonly shown = signal<Shown | null>(null);
  readonly line = signal<Line>('opening');
  readonly #from: string;
  #tag = '';

  constructor(from: string) {
    this.#from = from;
  }

  async start(): Promise<never> {
    for (;;) {
      const wait = (await this.#ask()) ? EVERY_MS : AGAIN_MS;
      await new Promise((go) => setTimeout(go, wait));
    }
  }

  async #ask(): Promise<boolean> {
    try {
      const headers: Record<string, string> = this.#tag ? { 'If-None-Match': this.#tag } : {};
      const answer = await fetch(this.#from, {
        headers,
        cache: 'no-store',
        signal: AbortSignal.timeout(8_000),
      });
      if (SHUT.includes(answer.status)) this.line.value = 'shut';
      if (!answer.ok && answer.status !== 304) {
        if (this.line.peek() !== 'shut') this.line.value = 'away';
        return false;
      }
      await this.#take(answer);
      this.line.value = 'here';
      return true;
    } catch {
      if (this.line.peek() !== 'opening') this.line.value = 'away';
      return false;
    }
  }

  async #take(answer: Response): Promise<void> {
    const now = Number(answer.headers.get('X-Now'));
    if (now) setClock(now);
    if (answer.status === 304) return;
    this.#tag = answer.headers.get('ETag') ?? '';
    this.shown.value = (await answer.json()) as Shown;
  }
}
