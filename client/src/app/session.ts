/** Opens one copy of the board: the document, its copy in this browser, the connection and all that reads them. */
import * as Y from 'yjs';
import { Commands } from '../board/commands';
import { BoardView } from '../board/view';
import { Connection, type Notice, type Reset } from '../wire/connection';
import { LocalCopy } from '../wire/local';
import { Presence } from '../wire/presence';
import type { Session } from './app';
import type { Boot } from './boot';

export interface OpenSession extends Session {
  readonly copy: LocalCopy;
}

export interface Told {
  onReset(reset: Reset): void;
  onNotice(notice: Notice): void;
}

/** Shows what this browser has kept first; the server's answer comes into it. */
export async function openSession({ board, me, sync }: Boot, told: Told): Promise<OpenSession> {
  const doc = new Y.Doc();
  const copy = new LocalCopy(doc, { board: board.id, epoch: board.epoch, participant: me.participant });
  await copy.ready;
  const view = new BoardView(doc, me.participant);
  const commands = new Commands(doc, view, me);
  const presence = new Presence(doc);
  const connection = new Connection({ url: sync, doc, presence, whyNot, ...told });
  return { doc, view, commands, presence, connection, copy };
}

/** The page itself is refused with the same status as its socket; a close code is that status and 4000. */
async function whyNot(): Promise<number | null> {
  const { status } = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
  return [401, 403, 404].includes(status) ? 4000 + status : null;
}

/** Let go of everything but the document, which may still hold words to give back. */
export function closeSession({ view, commands, presence, connection }: Session): void {
  connection.destroy();
  presence.destroy();
  commands.destroy();
  view.destroy();
}
