/** Keys that work everywhere on the page; a view's own keys come first and stop theirs. */
import { addCard } from './act';
import type { App } from './app';
import { stageKind } from './stage';

/** `early`: what was pressed before this part was here. */
export function listenForKeys(app: App, early: readonly KeyboardEvent[]): void {
  for (const event of early) if (!app.overlay.peek()) find(app, event)?.();
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || app.overlay.peek()) return;
    const act = find(app, event);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function find(app: App, event: KeyboardEvent): (() => void) | undefined {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (key === 'f6') return () => nextRegion(event.shiftKey);
  if (command && key === 'f' && !event.shiftKey) return () => app.open({ kind: 'find' });
  if (writes(event.target)) return undefined;
  if (command && key === 'z') return event.shiftKey ? () => app.redo() : () => app.undo();
  if (command && key === 'y') return () => app.redo();
  if (command && key === 'enter') return () => void addCard(app, stageKind(app.session.peek().view, app.me));
  if (event.key === 'K' && !command && app.keysOn.peek()) return () => app.open({ kind: 'talk' });
  if (key === '?' && app.keysOn.peek()) return () => app.open({ kind: 'keys' });
  return undefined;
}

/** Between the board, what the room is run with, and what waits for approval: `data-region` in the page. */
function nextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('#board, [data-region]')];
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions.at((at + (back ? -1 : 1)) % regions.length);
  next?.focus();
}

function writes(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
