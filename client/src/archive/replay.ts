/**
 * The session again. The bar of time stops at ticks, each a row of the log; a moment is asked for in full when one jumps,
 * and as what is different, some steps ahead, while it plays.
 */
import type { Moment, Step } from './moment';
import { asked, bootOf, Still, type StillBoot, wireZoom } from './still';

interface ReplayBoot extends StillBoot {
  readonly ticks: readonly (readonly [seq: number, time: number])[];
  readonly bars: readonly number[];
  readonly marks: readonly { readonly seq: number; readonly title: string; readonly stage: string | null }[];
}

interface StageMark {
  readonly seq: number;
  readonly name: string;
}

const AHEAD = 30;
/** Between steps at speed 1. */
const STEP_MS = 1_000;
const SEEK_PAUSE_MS = 60;
/** With less motion: so many steps at once, and so long to look at what came of them. */
const CALM_STEPS = 10;
const CALM_MS = 2_500;
/** Percent of the bar between the names of two stages; closer ones would lie over each other. */
const NAME_GAP = 12;
const calm = matchMedia('(prefers-reduced-motion: reduce)');

class Replay {
  readonly #boot: ReplayBoot;
  readonly #still: Still;
  readonly #bar = byId<HTMLInputElement>('bar');
  readonly #play = byId<HTMLButtonElement>('play');
  readonly #names = byId<HTMLButtonElement>('names');
  readonly #speed = byId<HTMLSelectElement>('speed');
  #at = 0;
  #timer = 0;
  #seekTimer = 0;
  #asking: AbortController | null = null;
  /** Steps that come next, by the tick they lead to. */
  #ahead = new Map<number, Step>();
  #fetching = false;
  #stage: string | null = null;
  /** Where the session moved to another stage; null until that is known. */
  #stages: readonly StageMark[] | null = null;

  constructor(host: HTMLElement) {
    this.#boot = bootOf<ReplayBoot>();
    this.#still = new Still(host, this.#boot);
    wireZoom(this.#still);
    byId('replay').hidden = false;
    this.#bar.max = String(this.#boot.ticks.length - 1);
    this.#draw();
    this.#bar.addEventListener('input', () => this.#seekSoon(Number(this.#bar.value)));
    this.#bar.addEventListener('keydown', (event) => this.#onKey(event));
    this.#play.addEventListener('click', () => (this.#timer ? this.pause() : this.play()));
    this.#names.addEventListener('click', () => this.#toggleNames());
    const jump = document.getElementById('jump') as HTMLSelectElement | null;
    jump?.addEventListener('change', () => {
      if (jump.value) this.#seekSoon(this.#tickOf(Number(jump.value)));
      jump.value = '';
    });
    byId('calm-says').hidden = !calm.matches;
    document.addEventListener('keydown', (event) => {
      const busy = (event.target as Element).closest('input, select, button, a, [data-id], summary');
      if (event.key === ' ' && !busy) {
        event.preventDefault();
        if (this.#timer) this.pause();
        else this.play();
      }
    });
    void this.seek(this.#boot.ticks.length - 1).then(() => this.#still.fitSoon());
    void this.#askForStages();
  }

  /** On a long session this takes a few seconds, so the page does not wait for it. */
  async #askForStages(): Promise<void> {
    try {
      const { stages } = await asked<{ stages: StageMark[] }>(`${this.#boot.moment}stages`);
      this.#stages = stages;
      const choices = document.getElementById('jump-stages') as HTMLOptGroupElement | null;
      choices?.append(...stages.map(({ seq, name }) => new Option(name, String(seq))));
      if (choices) choices.hidden = stages.length === 0;
      choices?.closest('label')?.toggleAttribute('hidden', !stages.length && !this.#boot.marks.length);
      this.#tell(this.#at);
    } catch {
      // The names that snapshots have are better than none.
    }
    this.#nameStages(this.#stages ?? this.#boot.marks.map(({ seq, stage }) => ({ seq, name: stage ?? '' })));
  }

  get #query(): string {
    return this.#names.getAttribute('aria-pressed') === 'true' ? 'names=on' : '';
  }

  play(): void {
    if (this.#at >= this.#boot.ticks.length - 1) void this.seek(0).then(() => this.#run());
    else this.#run();
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#play.classList.remove('is-playing');
    this.#play.setAttribute('aria-label', 'Play');
  }

  #run(): void {
    this.#play.classList.add('is-playing');
    this.#play.setAttribute('aria-label', 'Stop');
    const next = async () => {
      if (!this.#timer) return;
      const going = await this.#stride().catch(() => false);
      if (!this.#timer) return;
      if (!going) return this.pause();
      this.#timer = window.setTimeout(next, this.#pace);
    };
    this.#timer = window.setTimeout(next, this.#pace);
  }

  /** With less motion: fewer, larger steps, as slow as one can read. */
  get #pace(): number {
    return calm.matches ? CALM_MS : STEP_MS / Number(this.#speed.value);
  }

  /** One step, or with less motion many at once: nothing moves in between. */
  async #stride(): Promise<boolean> {
    for (let n = 0; n < (calm.matches ? CALM_STEPS : 1); n++) if (!(await this.#step())) return n > 0;
    return true;
  }

  async #step(): Promise<boolean> {
    const to = this.#at + 1;
    if (to >= this.#boot.ticks.length) return false;
    if (!this.#ahead.has(to)) await this.#fetchAhead(this.#at);
    else if (!this.#ahead.has(to + AHEAD / 3)) void this.#fetchAhead(this.#last());
    const step = this.#ahead.get(to);
    if (!step) return false;
    this.#ahead.delete(to);
    this.#still.take(step);
    if (step.stage !== undefined) this.#stage = step.stage;
    this.#arrive(to);
    return true;
  }

  #last(): number {
    return Math.max(this.#at, ...this.#ahead.keys());
  }

  async #fetchAhead(from: number): Promise<void> {
    const ticks = this.#boot.ticks.slice(from, from + AHEAD + 1);
    if (this.#fetching || ticks.length < 2) return;
    this.#fetching = true;
    try {
      const at = ticks.map(([seq]) => seq).join(',');
      const { steps } = await asked<{ steps: Step[] }>(`${this.#boot.moment}steps?at=${at}&${this.#query}`);
      for (const [n, step] of steps.entries()) this.#ahead.set(from + n + 1, step);
    } finally {
      this.#fetching = false;
    }
  }

  #seekSoon(to: number): void {
    this.pause();
    this.#tell(to);
    clearTimeout(this.#seekTimer);
    this.#seekTimer = window.setTimeout(() => void this.seek(to), SEEK_PAUSE_MS);
  }

  async seek(to: number): Promise<void> {
    const tick = this.#boot.ticks[to];
    if (!tick) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    this.#ahead.clear();
    try {
      const address = `${this.#boot.moment}${tick[0]}?${this.#query}`;
      const moment = await asked<Moment>(address, this.#asking.signal);
      this.#still.show(moment);
      this.#stage = moment.stage;
      this.#arrive(to);
    } catch (error) {
      if ((error as Error).name !== 'AbortError')
        byId('told').textContent = 'That moment could not be loaded. Try again.';
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'PageUp' && event.key !== 'PageDown' && event.key !== ' ') return;
    event.preventDefault();
    if (event.key === ' ') {
      if (this.#timer) this.pause();
      else this.play();
      return;
    }
    const stops = [...this.#boot.marks, ...(this.#stages ?? [])];
    const marks = stops.map(({ seq }) => this.#tickOf(seq)).sort((a, b) => a - b);
    const to =
      event.key === 'PageDown'
        ? marks.find((at) => at > this.#at)
        : marks.filter((at) => at < this.#at).pop();
    const ends = event.key === 'PageDown' ? this.#boot.ticks.length - 1 : 0;
    this.#bar.value = String(to ?? ends);
    this.#seekSoon(to ?? ends);
  }

  /** The first tick that has this row. */
  #tickOf(seq: number): number {
    const at = this.#boot.ticks.findIndex(([row]) => row >= seq);
    return at < 0 ? this.#boot.ticks.length - 1 : at;
  }

  #toggleNames(): void {
    const on = this.#names.getAttribute('aria-pressed') !== 'true';
    this.#names.setAttribute('aria-pressed', String(on));
    void this.seek(this.#at);
  }

  #arrive(to: number): void {
    this.#at = to;
    this.#bar.value = String(to);
    this.#tell(to);
  }

  #tell(to: number): void {
    const tick = this.#boot.ticks[to];
    if (!tick) return;
    const at = new Date(tick[1]);
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: '2-digit',
      minute: '2-digit',
    }).format(at);
    const day = new Intl.DateTimeFormat(document.documentElement.lang, {
      day: 'numeric',
      month: 'short',
    }).format(at);
    const passed = this.#boot.marks.filter(({ seq }) => seq <= tick[0]).pop();
    const stage = this.#stages ? this.#stages.filter(({ seq }) => seq <= tick[0]).pop()?.name : this.#stage;
    const where = stage ?? passed?.title ?? '';
    byId('at-time').textContent = `${day}, ${clock}`;
    byId('at-stage').textContent = where;
    this.#bar.setAttribute('aria-valuetext', `${day}, ${clock}${where ? `, ${where}` : ''}`);
    for (const [n, rect] of [...document.querySelectorAll('.replay__bars rect')].entries()) {
      rect.classList.toggle('is-past', n <= (to * this.#boot.bars.length) / this.#boot.ticks.length);
    }
  }

  /** How much was done when, and where the snapshots are. */
  #draw(): void {
    const { bars, marks } = this.#boot;
    const svg = document.querySelector('.replay__bars');
    const most = Math.max(1, ...bars);
    svg?.setAttribute('viewBox', `0 0 ${Math.max(1, bars.length)} 100`);
    for (const [n, count] of bars.entries()) {
      const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      const height = count ? 6 + (94 * count) / most : 2;
      for (const [name, value] of Object.entries({ x: n + 0.15, y: 100 - height, width: 0.7, height })) {
        rect.setAttribute(name, String(value));
      }
      svg?.append(rect);
    }
    for (const { seq, title } of marks) this.#mark(seq, title);
  }

  #mark(seq: number, title: string, kind = ''): number {
    const left = (100 * this.#tickOf(seq)) / Math.max(1, this.#boot.ticks.length - 1);
    const mark = document.createElement('i');
    mark.className = kind;
    mark.style.left = `${left}%`;
    mark.title = title;
    document.querySelector('.replay__marks')?.append(mark);
    return left;
  }

  /** A line where each stage began, and its name where there is room for it. */
  #nameStages(stages: readonly StageMark[]): void {
    const row = document.querySelector('.replay__marks');
    let named = -NAME_GAP;
    let last = '';
    for (const { seq, name } of stages) {
      if (!name || name === last) continue;
      last = name;
      const left = this.#stages
        ? this.#mark(seq, name, 'is-stage')
        : (100 * this.#tickOf(seq)) / this.#boot.ticks.length;
      if (left - named < NAME_GAP) continue;
      const label = document.createElement('b');
      label.textContent = name;
      // The last ones end at their mark: beyond it the bar is over.
      label.style.left = `${Math.min(left, 100 - NAME_GAP)}%`;
      row?.append(label);
      named = left;
    }
  }
}

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id} is missing`);
  return found as T;
}

export function wireReplay(host: HTMLElement): void {
  new Replay(host);
}
