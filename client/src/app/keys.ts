/** Keys that work everywhere on the page; a view's own keys come first and stop theirs. */
import { addCard } from './act';
import type { App } from './app';
import { stageKind } from './stage';

export function listenForKeys(app: App): void {
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
  if (writes(event.target)) return undefined;
  if (command && key === 'z') return event.shiftKey ? () => app.redo() : () => app.undo();
  if (command && key === 'y') return () => app.redo();
  if (command && key === 'enter') return () => void addCard(app, stageKind(app.session.peek().view));
  if (key === '?' && app.keysOn.peek()) return () => app.open({ kind: 'keys' });
  return undefined;
}

function writes(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
