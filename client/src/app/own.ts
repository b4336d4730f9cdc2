/** My private document is connected when something is written in silence, or was and is not shown yet. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Parts } from './private';

export interface Own {
  /** Whether all of it is here. */
  readonly synced: ReadonlySignal<boolean>;
  close(): void;
}

/** Its code comes when it is needed; what is written until then waits in the document. */
export function openPrivate(parts: Omit<Parts, 'synced'>): Own {
  const { mine, view } = parts;
  const synced = signal(false);
  let over = false;
  let asked = false;
  let disconnect = () => {};
  const look = () => {
    if (asked || over || (view.session.silent === null && mine.empty)) return;
    asked = true;
    import('./private').then(
      ({ connectPrivate }) => {
        if (!over) disconnect = connectPrivate({ ...parts, synced });
      },
      () => {
        asked = false; // offline; the next change tries again
      },
    );
  };
  const after = () => queueMicrotask(look);
  mine.doc.on('afterTransaction', after);
  const unwatch = view.onChange(look);
  look();
  const close = () => {
    over = true;
    unwatch();
    mine.doc.off('afterTransaction', after);
    disconnect();
  };
  return { synced, close };
}
