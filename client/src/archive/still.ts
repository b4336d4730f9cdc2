/** The board's own canvas on a document that has no connection: to look around in, with nothing that changes it. */
import { signal } from '@preact/signals-core';
import * as Y from 'yjs';
import { App } from '../app/app';
import { Commands } from '../board/commands';
import type { Me } from '../board/schema';
import { BoardView } from '../board/view';
import { Canvas } from '../canvas/canvas';
import type { Connection } from '../wire/connection';
import { Presence } from '../wire/presence';
import { type Moment, type Step, show, take } from './moment';
import '../styles/board.css';

export interface StillBoot {
  readonly board: { readonly id: string; readonly title: string; readonly epoch: number };
  readonly names: Readonly<Record<string, string>>;
  /** Where a moment is asked for. */
  readonly moment: string;
}

const NOBODY: Me = { participant: '', name: '', department: '', role: 'observer' };
const SAVED = { state: 'saved', waiting: 0 } as const;

export class Still {
  readonly #doc = new Y.Doc();
  readonly #app: App;

  constructor(host: HTMLElement, { board, names }: StillBoot) {
    const view = new BoardView(this.#doc);
    const presence = new Presence(this.#doc);
    // Nothing is sent: the parts that ask how sending goes hear that all is well.
    const connection = {
      saved: signal(SAVED),
      synced: signal(true),
      open: signal(true),
      destroy: () => undefined,
    };
    const session = {
      doc: this.#doc,
      view,
      presence,
      commands: new Commands(this.#doc, view, NOBODY),
      connection: connection as unknown as Connection,
    };
    this.#app = new App({ board, me: NOBODY, names, sync: '', version: '' }, session);
    const canvas = new Canvas(host, this.#app, session);
    this.#app.canvas.value = canvas;
  }

  show(moment: Moment): void {
    show(this.#doc, moment);
  }

  take(step: Step): void {
    take(this.#doc, step);
  }

  /** Once what was shown has its places. */
  fitSoon(): void {
    requestAnimationFrame(() => requestAnimationFrame(() => this.zoom('fit')));
  }

  zoom(how: string): void {
    const canvas = this.#app.canvas.peek();
    if (how === 'fit') canvas?.zoomToFit();
    else canvas?.zoomBy(how === 'in' ? 1.25 : 0.8);
  }
}

export function bootOf<T extends StillBoot>(): T {
  return JSON.parse(document.getElementById('boot')?.textContent ?? '{}') as T;
}

export async function asked<T>(address: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(address, signal ? { signal } : {});
  if (!answer.ok) throw new Error(`The server said ${answer.status}.`);
  return (await answer.json()) as T;
}

export function wireZoom(still: Still): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-zoom]')) {
    button.addEventListener('click', () => still.zoom(button.dataset.zoom ?? ''));
  }
}

/** A snapshot's page. */
export async function wireStill(host: HTMLElement): Promise<void> {
  const boot = bootOf<StillBoot>();
  const still = new Still(host, boot);
  wireZoom(still);
  still.show(await asked<Moment>(boot.moment));
  still.fitSoon();
}
