/** My window goes where someone else's is, until I take it in hand again; not while I write. */
import { effect, untracked } from '@preact/signals-core';
import type { Camera } from '../app/app';
import type { Canvas } from './canvas';
import { stillness } from './motion';

/** Of the way that is left, each frame. */
const SHARE = 0.25;

export class Follow {
  readonly #canvas: Canvas;
  readonly #bar = document.createElement('div');
  readonly #words = document.createElement('span');
  /** The camera as following put it; any other is mine, and ends it. */
  #mine: Camera | null = null;
  #frame = 0;

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    this.#build();
    const { app, session } = canvas;
    const stops = [
      session.presence.onChange(() => this.#ask()),
      effect(() => {
        const who = app.following.value;
        untracked(() => this.#begin(who));
      }),
      effect(() => {
        const camera = app.camera.value;
        untracked(() => this.#looked(camera));
      }),
      // Who writes stays where they write; when they are done they are where the other is again.
      effect(() => {
        if (!app.editing.value) untracked(() => this.#ask());
      }),
    ];
    signal.addEventListener('abort', () => {
      cancelAnimationFrame(this.#frame);
      for (const stop of stops) stop();
    });
  }

  #build(): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn--sm';
    button.textContent = 'Stop following';
    button.addEventListener('click', () => {
      this.#canvas.app.following.value = null;
      this.#canvas.focus.onHost();
    });
    this.#bar.className = 'following panel';
    this.#bar.hidden = true;
    this.#bar.append(this.#words, button);
    this.#canvas.host.append(this.#bar);
  }

  #begin(who: string | null): void {
    const { app } = this.#canvas;
    this.#mine = null;
    const name = who && app.live.peek().people.nameOf(who);
    this.#bar.hidden = !who;
    if (!who) return;
    this.#words.textContent = `You see what ${name ?? 'they'} ${name ? 'sees' : 'see'}.`;
    app.announce(`Following ${name ?? 'them'}. Escape ends it.`);
    this.#ask();
  }

  /** Someone moved the window by hand. */
  #looked(camera: Camera): void {
    if (this.#mine && camera !== this.#mine && !this.#canvas.app.editing.peek())
      this.#canvas.app.following.value = null;
  }

  #ask(): void {
    if (!this.#canvas.app.following.peek()) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#step());
  }

  #step(): void {
    const { app, session, sight, camera } = this.#canvas;
    const who = app.following.peek();
    const state = [...session.presence.others.values()].find(({ participant }) => participant === who);
    if (!who || app.editing.peek()) return;
    if (!state) {
      app.toast('They have left, so you are on your own again.');
      app.following.value = null;
      return;
    }
    const goal = state.view && this.#goal(state.view);
    if (!goal) return;
    const near = close(camera, goal) || stillness();
    const next = near ? goal : between(camera, goal);
    if (close(camera, goal) && this.#mine) return;
    this.#mine = next;
    sight.stay();
    app.camera.value = next;
    if (!near) this.#ask();
  }

  #goal([x, y, z]: readonly [number, number, number]): Camera {
    const { w, h } = this.#canvas.size.peek();
    return { x: x - w / 2 / z, y: y - h / 2 / z, z };
  }
}

function close(a: Camera, b: Camera): boolean {
  return Math.abs(a.x - b.x) * b.z < 1 && Math.abs(a.y - b.y) * b.z < 1 && Math.abs(a.z / b.z - 1) < 0.005;
}

function between(a: Camera, b: Camera): Camera {
  const on = (from: number, to: number) => from + (to - from) * SHARE;
  return { x: on(a.x, b.x), y: on(a.y, b.y), z: on(a.z, b.z) };
}
