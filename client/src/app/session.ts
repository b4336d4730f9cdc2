/** Opens one copy of the board: the documents, their copies in this browser, the connections and all that reads them. */
import * as Y from 'yjs';
import { waits } from '../board/approval';
import { Commands } from '../board/commands';
import { Private } from '../board/private';
import { BoardView } from '../board/view';
import { Connection, type Notice, type Reset } from '../wire/connection';
import { LocalCopy } from '../wire/local';
import { Presence } from '../wire/presence';
import type { Session } from './app';
import type { Boot } from './boot';
import { type Own, openPrivate } from './own';

export interface OpenSession extends Session {
  readonly copy: LocalCopy;
  readonly mine: Private;
  readonly mineCopy: LocalCopy;
  readonly own: Own;
}

export interface Told {
  /** `mine`: it is my private document that can no longer be used. */
  onReset(reset: Reset, mine?: boolean): void;
  onNotice(notice: Notice): void;
}

/** Shows what this browser has kept first; the server's answer comes into it. */
export async function openSession(boot: Boot, told: Told): Promise<OpenSession> {
  const { board, me, sync } = boot;
  const [doc, unseen] = [new Y.Doc(), new Y.Doc()];
  const of = { board: board.id, epoch: board.epoch, participant: me.participant };
  const [copy, mineCopy] = [new LocalCopy(doc, of), new LocalCopy(unseen, { ...of, mine: true })];
  await Promise.all([copy.ready, mineCopy.ready]);
  const mine = new Private(unseen, doc);
  const view: BoardView = new BoardView(doc, me.participant, mine);
  mine.mustWait = (kind) => waits(view.session.approval, me, kind);
  const commands = new Commands(doc, view, me, mine);
  const presence = new Presence(doc);
  const { onNotice } = told;
  const onReset = (reset: Reset) => told.onReset(reset);
  const connection = new Connection({
    url: `${sync}?epoch=${board.epoch}`,
    doc,
    presence,
    whyNot,
    onReset,
    onNotice,
  });
  const own = openPrivate({ sync, mine, view, connection, told }, me, boot.private === true);
  return { doc, view, commands, presence, connection, copy, mine, mineCopy, own };
}

/** The page itself is refused with the same status as its socket; a close code is that status and 4000. */
async function whyNot(): Promise<number | null> {
  const { status } = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
  return [401, 403, 404].includes(status) ? 4000 + status : null;
}

/** Let go of everything but the documents, which may still hold words to give back. */
export function closeSession({ view, commands, presence, connection, own }: OpenSession): void {
  own.close();
  connection.destroy();
  presence.destroy();
  commands.destroy();
  view.destroy();
}
