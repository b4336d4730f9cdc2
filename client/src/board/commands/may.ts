/** What I may do on this board as it is now, told as true or as why not. */
import {
  type May,
  mayAdd,
  mayAddKind,
  mayDelete,
  mayEdit,
  mayStand,
  mayTakeOff,
  mayTell,
  mayTouch,
  mayTurn,
} from '../rights';
import { type Kind, LIMITS } from '../schema';
import type { Inside } from './inside';

const TOO_MANY_CARDS = `This board is full: a board holds ${LIMITS.cards} cards.`;
export const GONE = 'This card is no longer on the board.';
const NOT_SHOWN = 'Only you can see this card yet. You can do that once it is shown.';

export function joinIn({ me, view }: Inside): May {
  return mayTouch(me, view);
}

export function add(inside: Inside, kind?: Kind): May {
  const { me, view } = inside;
  if (view.cards.size >= LIMITS.cards) return TOO_MANY_CARDS;
  const { stages, stage } = view.session;
  const open = joinIn(inside);
  if (open !== true) return open;
  return kind ? mayAddKind(me, stages[stage] ?? null, kind) : mayAdd(me);
}

export function discuss(inside: Inside, card: string): May {
  return inside.hides(card) ? NOT_SHOWN : joinIn(inside);
}

/** `kind`: of the card that is to go there. */
export function put({ me, view }: Inside, zone: string | null, kind?: Kind): May {
  const open = mayTouch(me, view, zone);
  return open === true && kind ? mayStand(view.zones.get(zone ?? ''), kind) : open;
}

/** Where a card lies it may stay, whatever its zone has been made for since. */
export function move(inside: Inside, id: string, zone: string | null): May {
  const card = inside.view.cards.get(id);
  return put(inside, zone, card && card.zone !== zone ? card.kind : undefined);
}

export function edit(inside: Inside, id: string): May {
  const { me, view } = inside;
  const card = view.cards.get(id);
  if (!card) return GONE;
  const open = mayTouch(me, view, card.zone);
  return open === true ? mayEdit(me, card, view.info, inside.isMine(id)) : open;
}

const STAYS =
  'Your words are looked at before others see them, so what is on the board already stays as it is. You can add a new card.';
const NO_COMMENT =
  'Your words are looked at before others see them, and a comment can’t wait. Put it on a card.';

/** Change the words of a card, beside where it lies. */
export function reword(inside: Inside, id: string): May {
  const card = inside.view.cards.get(id);
  const may = edit(inside, id);
  return card && may === true && inside.isBare(id) && inside.looksFirst(card.kind) ? STAYS : may;
}

/** A card of mine that was on the board before my words were looked at first: a change of it can be written, and waits. */
export function takeUp(inside: Inside, id: string): boolean {
  const mine = inside.view.cards.get(id)?.author === inside.me.participant || inside.isMine(id);
  return mine && reword(inside, id) === STAYS;
}

/** Say something of a card in words. */
export function comment(inside: Inside, id: string): May {
  const may = discuss(inside, id);
  return may === true && inside.looksFirst() ? NO_COMMENT : may;
}

export function remove(inside: Inside, id: string): May {
  const { me, view } = inside;
  const card = view.cards.get(id);
  if (!card) return GONE;
  const open = mayTouch(me, view, card.zone);
  return open === true ? mayDelete(me, card, inside.isMine(id)) : open;
}

export function tell(inside: Inside, id: string): May {
  const card = inside.view.cards.get(id);
  return card ? mayTell(inside.me, card, inside.isMine(id)) : GONE;
}

/** `kind`: what it is to become. */
export function turn(inside: Inside, id: string, kind?: Kind): May {
  const { me, view } = inside;
  const card = view.cards.get(id);
  const may = reword(inside, id);
  if (!card || may !== true) return may;
  const free = mayTurn(me, card, inside.isMine(id));
  return free === true && kind ? mayStand(view.zones.get(card.zone ?? ''), kind) : free;
}

export function removeThread(inside: Inside, id: string): May {
  const thread = inside.view.threads.get(id);
  if (!thread) return 'This thread is gone already.';
  const open = joinIn(inside);
  return open === true ? mayTakeOff(inside.me, thread, inside.made.has(id)) : open;
}
