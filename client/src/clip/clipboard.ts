/** Copy, cut and paste, by keys and from menus: the browser's own events, so that no permission is asked for. */
import { spotFor } from '../app/act';
import { remove } from '../app/act-on';
import type { App } from '../app/app';
import type { EarlyClip } from '../app/early';
import { whenLooking } from '../app/looking';
import { picturesIn, takePictures } from '../app/picture';
import { homeOf } from '../app/stage';
import { count } from '../app/words';
import { byLine, clipIn } from './in';
import { type Copied, copied } from './out';
import { paste } from './paste';

/** `early`: what was asked for before this part was here. */
export function listenForClipboard(app: App, early: readonly EarlyClip[]): void {
  let mine: Copied | null = null;
  for (const act of early) {
    if ('size' in act) {
      mine = copiedOf(app, act);
      void copyCards(app, [...act]);
      continue;
    }
    // What was on the clipboard then is older than what was copied here, and has not got there yet.
    const [html, text] = mine ? [mine.html, mine.text] : act;
    if (html || text) whenLooking(app, () => pasteIn(app, html, text));
  }
  document.addEventListener('copy', (event) => {
    if (!free(app, event)) return;
    const copy = copiedNow(app);
    if (!copy || !event.clipboardData) return;
    event.preventDefault();
    event.clipboardData.setData('text/html', copy.html);
    event.clipboardData.setData('text/plain', copy.text);
    say(app, copy, 'copied');
  });
  document.addEventListener('cut', (event) => {
    if (!free(app, event)) return;
    const copy = copiedNow(app);
    if (!copy || !event.clipboardData) return;
    event.preventDefault();
    event.clipboardData.setData('text/html', copy.html);
    event.clipboardData.setData('text/plain', copy.text);
    const { commands } = app.session.peek();
    const ids = [...app.selection.peek()];
    const kept = ids.filter((id) => commands.mayDelete(id) !== true);
    // What would not come back with its words is not cut away.
    if (copy.staying || kept.length) {
      say(app, copy, 'copied, but not cut');
      return;
    }
    remove(app, ids);
  });
  document.addEventListener('paste', (event) => {
    if (!free(app, event) || !event.clipboardData) return;
    const held = event.clipboardData;
    const pictures = held.getData('text/plain') ? [] : picturesIn(held.files);
    if (pictures.length) {
      event.preventDefault();
      pastePictures(app, pictures);
      return;
    }
    if (!held.types.some((type) => type.startsWith('text/'))) return;
    event.preventDefault();
    const [html, text] = [held.getData('text/html'), held.getData('text/plain')];
    whenLooking(app, () => pasteIn(app, html, text));
  });
}

/** On the one story that is selected, else in the middle of what I look at. */
function pastePictures(app: App, pictures: readonly File[]): void {
  const { view } = app.session.peek();
  const on = view.cards.get(app.selected.peek() ?? '') ?? null;
  const home = app.mode.peek() === 'canvas' ? null : homeOf(view, 'story');
  takePictures(app, pictures, spotFor(app, 'story', home?.id ?? null), home?.id ?? null, on);
}

/** The event is the board's: nobody is writing, nothing lies over it, no words of the page are selected. */
function free(app: App, event: ClipboardEvent): boolean {
  if (event.defaultPrevented || app.overlay.peek()) return false;
  const at = event.target instanceof Element ? event.target : document.activeElement;
  if (at?.closest('input, textarea, select, [contenteditable], dialog, .det')) return false;
  return event.type === 'paste' || !document.getSelection()?.toString();
}

const copiedNow = (app: App) => copiedOf(app, app.selection.peek());

function copiedOf(app: App, ids: Iterable<string>): Copied | null {
  return copied(app.session.peek().view, app.me, app.boot.board.id, [...ids]);
}

function say(app: App, copy: Copied, done: string): void {
  const n = app.selection.peek().size;
  const staying = copy.staying
    ? ` ${count(copy.staying, 'story', 'stories')} can be pasted on this board only: nobody has said that ${copy.staying === 1 ? 'it' : 'they'} may leave the room.`
    : '';
  app.toast(`${count(n, 'card', 'cards')} ${done}.${staying}`);
}

export function pasteIn(
  app: App,
  html: string,
  text: string,
  at: readonly [number, number] | null = null,
): void {
  const clip = clipIn({ html, text });
  if (!clip) {
    app.announce('There is nothing to paste.', true);
    return;
  }
  const done = paste(app, clip, at);
  if (typeof done === 'string') {
    app.toast(done);
    return;
  }
  const lines = clip.source === 'words' ? byLine(clip) : [];
  app.focusCard(done.made[0]!);
  app.selection.value = new Set(done.made);
  const split = () => {
    app.undo();
    const again = paste(app, { ...clip, cards: lines }, at);
    if (typeof again === 'string') return app.toast(again);
    app.selection.value = new Set(again.made);
    app.toast(again.said, { label: 'Undo', run: () => app.undo() });
  };
  app.toast(
    done.said,
    lines.length > 1
      ? { label: `One card a line (${lines.length})`, run: split }
      : { label: 'Undo', run: () => app.undo() },
  );
}

/** From a menu, where there is no event: the browser may ask for leave to read. */
export async function copyCards(app: App, ids: readonly string[]): Promise<void> {
  const copy = copiedOf(app, ids);
  if (!copy) return;
  const as = (type: string, text: string) => new Blob([text], { type });
  try {
    const item = new ClipboardItem({
      'text/html': as('text/html', copy.html),
      'text/plain': as('text/plain', copy.text),
    });
    await navigator.clipboard.write([item]);
    say(app, copy, 'copied');
  } catch {
    app.announce('Your browser did not let us copy. Press Ctrl C instead.', true);
  }
}

export async function pasteFromMenu(app: App, at: readonly [number, number] | null): Promise<void> {
  try {
    const [item] = await navigator.clipboard.read();
    const read = async (type: string) =>
      item?.types.includes(type) ? await (await item.getType(type)).text() : '';
    pasteIn(app, await read('text/html'), await read('text/plain'), at);
  } catch {
    app.announce('Your browser did not let us paste. Press Ctrl V instead.', true);
  }
}
