/** Copying and pasting are fetched when the page has time; who is quicker has it done as soon as they are here. */
import type { App } from './app';
import { untilFetched } from './fetching';
import { whenIdle } from './idle';

/** Cards to be copied, or what was pasted: as a page, and as words. */
export type Early = 'copy' | readonly [html: string, text: string] | null;

export function listenEarly(app: App): void {
  let early: Early = null;
  let asked = false;
  const hold = ({ type, target, clipboardData: data }: ClipboardEvent) => {
    if ((target as Element).closest?.('input, textarea, dialog') || document.getSelection()?.toString())
      return;
    if (type === 'copy') early = type;
    else early = [data!.getData('text/html'), data!.getData('text/plain')];
    fetch();
  };
  const events = ['copy', 'paste'] as const;
  const fetch = () => {
    if (asked) return;
    asked = true;
    void untilFetched(() => import('../clip/clipboard')).then((part) => {
      for (const event of events) document.removeEventListener(event, hold);
      part.listenForClipboard(app, early);
    });
  };
  for (const event of events) document.addEventListener(event, hold);
  whenIdle(fetch);
}
