/** What facilitators changed about what I may do: it holds at once, and is said to me while it concerns me. */
import { effect } from '@preact/signals';
import type { Role } from '../board/schema';
import type { BoardView, Change } from '../board/view';
import type { Notice } from '../wire/connection';
import type { App, Session } from './app';
import type { Invite } from './boot';
import { groupOf, nameOf } from './words';

const CLOSED = 'A facilitator has closed the board for changes for now.';
const ROLES: readonly string[] = ['facilitator', 'contributor', 'observer'];

/** What the server says of itself; of the kind `rights:observer` it changes what this page offers. */
export function hear(app: App, { kind, words }: Notice): void {
  const [about, role] = kind.split(':');
  if (about === 'lobby') {
    app.knocks.hear(Number(role), words);
    return;
  }
  if (about === 'note') {
    app.session.peek().own?.wake();
    return;
  }
  if (about === 'group' && role) {
    const { departments } = app.session.peek().view.info;
    const name = groupOf(role, departments)?.name ?? 'another group';
    app.me.speakFor(role);
    app.toast(`From now on you speak here for: ${name}.`);
    return;
  }
  if (about === 'desk') {
    app.handed.hear(Number(role), words);
    app.deskSign.value = kind;
    return;
  }
  app.toast(words);
  if (about !== 'rights' || !role || !ROLES.includes(role)) return;
  app.me.become(role as Role);
  leaveWhatIMayNot(app, app.session.peek());
  app.announce(words, true);
  if (role !== 'facilitator') app.dock.value = false;
  if (role !== 'facilitator') app.door.value = 0;
  if (role !== 'facilitator') app.desk.value = 0;
  void askForWayIn(app);
}

/** Facilitators can bring others in; nobody else is told how. */
async function askForWayIn(app: App): Promise<void> {
  if (app.me.role !== 'facilitator') {
    app.invite.value = null;
    return;
  }
  const answer = await fetch(`/api/b/${app.boot.board.id}/invite`).catch(() => null);
  const invite = answer?.ok ? ((await answer.json()) as Partial<Invite>) : {};
  app.invite.value = invite.url ? (invite as Invite) : null;
}

/** Say when the board, a zone, or a card of mine is locked or unlocked; stop writing where I may not any more. */
export function watchLocks(app: App): void {
  effect(() => {
    const session = app.session.value;
    let before = picture(session.view);
    return session.view.onChange((change) => {
      if (change.cards.size + change.zones.size === 0 && !change.session && !change.info) return;
      const now = picture(session.view);
      const said = app.me.role === 'facilitator' ? [] : news(app, before, now, change);
      before = now;
      for (const words of said) {
        if (words !== CLOSED) app.toast(words); // a banner stands there for as long as it is
        app.announce(words, true);
      }
      leaveWhatIMayNot(app, session);
    });
  });
}

interface Picture {
  readonly frozen: boolean;
  readonly ownOnly: boolean;
  readonly zones: ReadonlyMap<string, string>;
  readonly cards: ReadonlySet<string>;
}

/** Only what is locked: there is little of it. */
function picture(view: BoardView): Picture {
  const zones = view.zoneList().filter(({ locked }) => locked);
  const cards = [...view.cards.values()].filter(({ locked }) => locked);
  return {
    frozen: view.frozen,
    ownOnly: view.info.ownOnly,
    zones: new Map(zones.map(({ id, title }) => [id, title || 'without a title'])),
    cards: new Set(cards.map(({ id }) => id)),
  };
}

function news(app: App, before: Picture, now: Picture, change: Change): string[] {
  const { view } = app.session.peek();
  const said: string[] = [];
  if (now.frozen && !before.frozen) said.push(CLOSED);
  if (!now.frozen && before.frozen) said.push('The board is open for changes again.');
  if (now.ownOnly && !before.ownOnly) said.push('From now on everyone changes only cards of their own.');
  if (!now.ownOnly && before.ownOnly) said.push('You can change any card again.');
  for (const [id, title] of now.zones)
    if (!before.zones.has(id) && change.zones.has(id)) said.push(`The zone ${title} is locked now.`);
  for (const [id, title] of before.zones)
    if (!now.zones.has(id) && view.zones.has(id)) said.push(`The zone ${title} is open again.`);
  for (const id of change.cards) {
    const card = view.cards.get(id);
    if (!card || card.locked === before.cards.has(id) || !concerns(app, id)) continue;
    said.push(`${nameOf(card)} is ${card.locked ? 'locked now' : 'open again'}.`);
  }
  return said;
}

/** A card of mine, or the one I have in front of me. */
function concerns(app: App, id: string): boolean {
  const card = app.session.peek().view.cards.get(id);
  return card?.author === app.me.participant || app.selection.peek().has(id) || app.editing.peek() === id;
}

function leaveWhatIMayNot(app: App, { commands }: Session): void {
  const card = app.editing.peek();
  if (card && commands.mayEdit(card) !== true) app.editing.value = null;
  const tool = app.tool.peek();
  if (tool !== 'select' && tool !== 'hand' && commands.mayAdd() !== true) app.tool.value = 'select';
}
