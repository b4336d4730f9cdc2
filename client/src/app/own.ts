/**
 * My private document is connected when something is written in silence, or was and is not shown yet; where my words are
 * looked at first; and where the server has something to say to me there.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { type Approval, asks } from '../board/approval';
import type { Me } from '../board/schema';
import { untilFetched } from './fetching';
import type { Parts } from './private';

export interface Own {
  /** Whether all of it is here. */
  readonly synced: ReadonlySignal<boolean>;
  /** Something is said to me there. */
  wake(): void;
  close(): void;
}

/** Its code comes when it is needed; what is written until then waits in the document. */
export function openPrivate(parts: Omit<Parts, 'synced'>, me: Me, something: boolean): Own {
  const { mine, view } = parts;
  let awake = something;
  const synced = signal(false);
  let over = false;
  let asked = false;
  let disconnect = () => {};
  const look = () => {
    const { silent, approval } = view.session;
    const needed = awake || silent !== null || !mine.empty || mayWait(approval, me);
    if (asked || over || !needed) return;
    asked = true;
    void untilFetched(() => import('./private')).then(({ connectPrivate }) => {
      if (!over) disconnect = connectPrivate({ ...parts, synced });
    });
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
  const wake = () => {
    awake = true;
    look();
  };
  return { synced, wake, close };
}

function mayWait(approval: Approval, me: Me): boolean {
  return asks(approval, me) || (me.role === 'contributor' && approval.kinds.length > 0);
}
