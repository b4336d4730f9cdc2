/** What waits at the desk, as the server tells it, and what a facilitator does about it. */
import { type Signal, signal } from '@preact/signals';
import type { App } from '../app/app';
import type { Approval } from '../board/approval';
import type { Kind } from '../board/schema';
import { type Answer, ask } from './ask';

export interface Part {
  readonly words: string;
  readonly what: string | null;
}

export interface Waiting {
  readonly card: string;
  readonly kind: Kind;
  readonly zone: string | null;
  readonly since: number;
  /** Stands for all that would be said yes to. */
  readonly seen: string;
  readonly name: string | null;
  readonly department: string | null;
  readonly keep: string | null;
  readonly words: string;
  /** What the board says now, where this is a change of it. */
  readonly before: string | null;
  readonly text: readonly Part[];
  readonly fields: readonly { readonly name: string; readonly text: readonly Part[] }[];
  readonly marked: readonly (readonly [string, string])[];
}

export interface Done {
  readonly id: string;
  readonly what: 'approved' | 'back' | 'redacted' | 'edited';
  readonly card: string;
  readonly at: number;
}

interface DeskState {
  readonly wait: Approval;
  readonly items: readonly Waiting[];
  readonly done: readonly Done[];
}

const NOTHING: DeskState = { wait: { everyone: false, groups: [], kinds: [] }, items: [], done: [] };

/** The desk as it was last told; one for all that show it. */
export const desk: Signal<DeskState> = signal(NOTHING);

/** Counts what was asked and done, so that an answer from before the last deed is known. */
let turn = 0;

export async function look(app: App): Promise<void> {
  const asked = turn;
  const answer = await fetch(`/api/b/${app.boot.board.id}/desk`).catch(() => null);
  if (!answer?.ok) return;
  const state = (await answer.json()) as DeskState;
  // Shown, it would put back for a moment what has been seen to.
  if (asked !== turn) return look(app);
  take(app, state);
}

/** Do it, and show the desk as it is then. Without an answer nothing was done, and that is said. */
export async function act(app: App, what: object, says = ''): Promise<Answer> {
  const answer = await ask(app, 'desk', what);
  if (!answer.ok) {
    await look(app);
    return answer;
  }
  turn += 1;
  take(app, answer.said as unknown as DeskState);
  const { undo } = answer.said;
  if (says && typeof undo === 'string')
    app.toast(says, { label: 'Undo', run: () => void act(app, { undo }).then(said(app)) });
  return answer;
}

function said(app: App): (answer: Answer) => void {
  return ({ ok }) => ok && app.announce('Undone.');
}

function take(app: App, state: DeskState): void {
  desk.value = state;
  app.desk.value = state.items.length;
}
