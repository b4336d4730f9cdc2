/** Whether one sees the board already: its canvas is fetched on its own, and looks where the board is when it comes. */
import { effect } from '@preact/signals-core';
import type { App } from './app';

/** Act as soon as there is something to see, at once where there is. */
export function whenLooking(app: App, act: () => void): void {
  if (looks(app)) {
    act();
    return;
  }
  let done = false;
  const stop = effect(() => {
    if (!looks(app)) return;
    // Its first look comes with its size.
    queueMicrotask(() => {
      stop();
      if (!done) act();
      done = true;
    });
  });
}

function looks(app: App): boolean {
  const seen = app.canvas.value?.size.value.w;
  return app.mode.value !== 'canvas' || Boolean(seen) || !document.querySelector('.canvas');
}
