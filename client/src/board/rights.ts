/** What a participant may do, told as true or as why not. The server decides; this keeps the page from offering it. */
import type { BoardInfo, CardView, Kind, Me, Stage, ThreadView, ZoneView } from './schema';

export type May = true | string;

const WATCHING = 'You are here to watch: observers cannot change the board.';

const LISTEN = 'This is a time to listen. Nothing is added now.';

export function mayAdd(me: Me): May {
  return me.role === 'observer' ? WATCHING : true;
}

/** May I add a card of this kind in this stage? Facilitators add any kind, except where all listen. */
export function mayAddKind(me: Me, stage: Stage | null, kind: Kind): May {
  if (me.role === 'observer') return WATCHING;
  if (!stage) return true;
  if (stage.attention) return LISTEN;
  const free = me.role === 'facilitator' || stage.adds.length === 0;
  return (
    free || stage.adds.some((adds) => allows(adds, kind, me)) || `In “${stage.name}” that can’t be added.`
  );
}

function allows({ kinds, roles, departments }: Stage['adds'][number], kind: Kind, me: Me): boolean {
  const fits = (those: readonly string[], mine: string) => those.length === 0 || those.includes(mine);
  return kinds.includes(kind) && fits(roles, me.role) && fits(departments, me.department);
}

/** What facilitators have closed: the board as a whole, or some of its zones. */
export interface Closed {
  readonly frozen: boolean;
  readonly zones: ReadonlyMap<string, { readonly locked: boolean; readonly title: string }>;
}

/** May I change anything here, or in this zone of it? */
export function mayTouch(me: Me, board: Closed, ...zones: readonly (string | null)[]): May {
  if (me.role === 'observer') return WATCHING;
  if (me.role === 'facilitator') return true;
  if (board.frozen) return 'A facilitator has closed this board for changes for now.';
  const locked = zones.map((zone) => board.zones.get(zone ?? '')).find((zone) => zone?.locked);
  return locked ? `A facilitator has locked the zone ${locked.title || 'without a title'}.` : true;
}

/** Does this zone take cards of this kind? It asks everyone alike; none named: it takes any. */
export function mayStand(zone: Pick<ZoneView, 'title' | 'kinds'> | undefined, kind: Kind): May {
  if (!zone?.kinds.length || zone.kinds.includes(kind)) return true;
  const many = zone.kinds.map((one) => (one === 'story' ? 'stories' : `${one}s`));
  const listed = [many.slice(0, -1).join(', '), many.at(-1)].filter(Boolean).join(' and ');
  return `${zone.title ? `“${zone.title}”` : 'This zone'} takes ${listed} only.`;
}

export function mayArrange(me: Me): May {
  return me.role === 'facilitator' || 'Only a facilitator can change the zones of this board.';
}

/** `mine`: made in this tab, perhaps not stamped by the server yet. */
export function mayEdit(me: Me, card: CardView, info: BoardInfo, mine: boolean): May {
  if (me.role === 'observer') return WATCHING;
  if (me.role === 'facilitator') return true;
  if (card.locked) return 'A facilitator has locked this card.';
  if (info.ownOnly && !isOwn(me, card.author, mine))
    return 'On this board people change only cards of their own.';
  return true;
}

/** May say who keeps this story and whether it is quoted: its teller; for a card without an author, a facilitator. */
export function mayTell(me: Me, card: CardView, mine: boolean): May {
  const teller = card.author === null && !mine ? me.role === 'facilitator' : isOwn(me, card.author, mine);
  return teller || 'Only its teller says who may keep a story, and whether it may be quoted.';
}

/** What was told as a story stays one, with its permission, until its teller makes something else of it. */
export function mayTurn(me: Me, card: CardView, mine: boolean): May {
  if (!card.label.startsWith('S') || mayTell(me, card, mine) === true) return true;
  return 'Only its teller makes something else of a story.';
}

export function mayDelete(me: Me, card: CardView, mine: boolean): May {
  if (me.role === 'observer') return WATCHING;
  if (me.role === 'facilitator') return true;
  if (card.locked) return 'A facilitator has locked this card.';
  return isOwn(me, card.author, mine) || 'Only the person who made this card or a facilitator can delete it.';
}

export function mayTakeOff(me: Me, thing: Pick<ThreadView, 'author'>, mine: boolean): May {
  if (me.role === 'observer') return WATCHING;
  if (me.role === 'facilitator' || isOwn(me, thing.author, mine)) return true;
  return 'Only the person who made this or a facilitator can remove it.';
}

function isOwn(me: Me, author: string | null, mine: boolean): boolean {
  return author === null ? mine : author === me.participant;
}
