/** What the first look does without is fetched when the page has time; who is quicker has it done once it is here. */
import type { App } from './app';
import { untilFetched } from './fetching';
import { whenIdle } from './idle';

/** The cards that were to be copied, or what was pasted: as a page, and as words. */
export type EarlyClip = ReadonlySet<string> | readonly [html: string, text: string];

export function listenEarly(app: App): void {
  const clip = ({ type, clipboardData: data }: ClipboardEvent): EarlyClip | false => {
    if (document.getSelection()?.toString()) return false;
    return type === 'copy' ? app.selection.peek() : [data!.getData('text/html'), data!.getData('text/plain')];
  };
  hold(['copy', 'paste'], clip, async () => {
    const { listenForClipboard } = await import('../clip/clipboard');
    return (early) => listenForClipboard(app, early);
  });
  hold(['keydown'], key, async () => {
    const { listenForKeys } = await import('./keys');
    return (early) => listenForKeys(app, early);
  });
}

/** Asked for at once by the first event that `kept` takes; what it took is given to the part as it begins. */
function hold<K extends keyof DocumentEventMap, T>(
  events: readonly K[],
  kept: (event: DocumentEventMap[K]) => T | false,
  fetchPart: () => Promise<(early: T[]) => void>,
): void {
  const early: T[] = [];
  let asked = false;
  const listen = (event: DocumentEventMap[K]) => {
    const one = !(event.target as Element).closest?.('input, textarea, dialog') && kept(event);
    if (one) {
      early.push(one);
      fetch();
    }
  };
  const fetch = () => {
    if (asked) return;
    asked = true;
    void untilFetched(fetchPart).then((begin) => {
      for (const event of events) document.removeEventListener(event, listen);
      begin(early);
    });
  };
  for (const event of events) document.addEventListener(event, listen);
  whenIdle(fetch);
}

/** Those that a browser would take for itself, or that people press without looking. */
function key(event: KeyboardEvent): KeyboardEvent | false {
  const command = event.ctrlKey || event.metaKey;
  if (event.defaultPrevented || !(command ? /^([fzy]|enter)$/i : /^f6$/i).test(event.key)) return false;
  event.preventDefault();
  return event;
}
