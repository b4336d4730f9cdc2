/** Asks the server for an act of a facilitator: POST /api/b/{board}/<noun>. */
import type { App } from '../app/app';

export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  /** What the server answered; nothing where it refused. */
  readonly said: Readonly<Record<string, unknown>>;
  /** Why not, in words. */
  readonly why: string;
}

const NOT_REACHED = 'The server can’t be reached right now. Nothing was changed; try again in a moment.';

/** Never fails; `quietly` leaves it to the caller to say why not. */
export async function ask(app: App, noun: string, what: object, quietly = false): Promise<Answer> {
  const answer = await post(`/api/b/${app.boot.board.id}/${noun}`, what);
  if (!answer.ok && !quietly) {
    app.toast(answer.why);
  }
  return answer;
}

async function post(path: string, what: object): Promise<Answer> {
  try {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(what) });
    const said = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    const why = typeof said.error === 'string' ? said.error : NOT_REACHED;
    return { ok: response.ok, status: response.status, said: response.ok ? said : {}, why };
  } catch {
    return { ok: false, status: 0, said: {}, why: NOT_REACHED };
  }
}
