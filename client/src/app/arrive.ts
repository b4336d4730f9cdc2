/** The page was opened to go to a person (`?to=`): once they and the board are here. The address forgets it. */
import { effect } from '@preact/signals';
import type { App } from './app';
import { goToPerson } from './look-with';

const PATIENCE_MS = 15_000;

export function arriveAt(app: App, participant: string): void {
  const url = new URL(location.href);
  url.searchParams.delete('to');
  history.replaceState(history.state, '', url);
  let done = false;
  const over = setTimeout(() => {
    if (!done) app.toast('They are not on the board any more.');
    stop();
  }, PATIENCE_MS);
  const stop = effect(() => {
    const { people } = app.live.value;
    const here = people.here.value.some((one) => one.participant === participant);
    if (done || !here || !(app.canvas.value || app.mode.value === 'outline')) return;
    done = true;
    clearTimeout(over);
    setTimeout(() => goToPerson(app, participant)); // after the first look, which shows the whole board
  });
}
