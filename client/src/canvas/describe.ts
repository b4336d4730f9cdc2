/** What is drawn of a card, in words and markup, from what the board and the people here say of it. */

import { openCount } from '../app/talk';
import {
  count,
  countKind,
  dueOf,
  factsOf,
  type Group,
  groupOf,
  hiddenWords,
  KIND,
  nameOf,
  needOf,
  ownerGroup,
  ownerOf,
  REACTION,
  refOf,
  seenBy,
  statesOf,
  THREAD,
} from '../app/words';
import { pictureOf, wordsIn } from '../board/field';
import type { CardView, Me, ThreadView } from '../board/schema';
import type { BoardView } from '../board/view';
import { icon, kindIcon } from '../panels/icon';
import type { PresenceState } from '../wire/presence';
import type { Facts } from './card';
import type { Caret } from './caret';
import { mark, safe } from './mark';

export interface Surroundings {
  readonly view: BoardView;
  readonly me: Me;
  /** The board's id. */
  readonly board: string;
  /** Who else holds or edits the card. */
  holder(card: string): PresenceState | null;
  /** The name of a participant who is here. */
  personName(participant: string): string | null;
  /** Where others' carets are in the card's words. */
  carets(card: string): readonly Caret[];
  selected(card: string): 'no' | 'alone' | 'among';
  /** Passing states: under the pointer, offered to a thread. */
  marks(card: string): readonly string[];
}

const TAIL = '<i class="card__tail" aria-hidden="true"></i>';
const LOOSE =
  '<svg class="loose" viewBox="0 0 26 16" aria-hidden="true"><path d="M26 6C16 6 16 11 8 11"/><circle cx="5" cy="11" r="4"/></svg>';
/** Cards fold after this many lines. */
const FOLD = 14;
/** Letters as wide as they are tall. */
const WIDE = /[\u1100-\uffff]{20}/;
/** A name this short fits on every card. */
const SHORT = 8;
const FRAME = '<i></i><i></i><i></i><i></i>';
const HANDLES = '<b></b><b></b>';

export function describe(card: CardView, here: Surroundings): Facts {
  const holder = here.holder(card.id);
  const ghost = holder !== null && !card.text;
  const need = needOf(card, here.view.threadsOf(card.id));
  return {
    id: card.id,
    kind: card.kind,
    states: statesClasses(card, here, holder, ghost),
    name: fullName(card, here, holder),
    carets: ghost ? [] : here.carets(card.id),
    words: ghost ? `${holder.name} is writing ${article(card)}…` : wordsOf(card),
    parts: {
      tail: card.kind === 'story' ? TAIL : '',
      step: step(card),
      held: holder ? held(holder, here.view) : '',
      head: head(card),
      before: before(card, here),
      after: after(card),
      state: state(card, need?.words ?? null),
      foot: card.kind === 'commitment' ? stub(card, here) : foot(card, here),
      threads: threadWords(card, here.view),
      loose: need && !card.hidden ? LOOSE : '',
      frame: frame(card, here),
    },
  };
}

function statesClasses(
  card: CardView,
  here: Surroundings,
  holder: PresenceState | null,
  ghost: boolean,
): string[] {
  const selected = here.selected(card.id);
  return [
    holder && !ghost && 'is-held',
    ghost && 'card--ghost',
    card.silent && 'is-silent',
    card.desk && 'is-waiting',
    card.locked && 'is-locked',
    card.hidden && 'card--void card--hidden',
    selected !== 'no' && 'is-selected',
    selected === 'alone' && 'is-open',
    mayFold(wordsOf(card), card.size[0]) && 'is-long',
    ...here.marks(card.id),
  ].filter((name): name is string => typeof name === 'string');
}

function fullName(card: CardView, here: Surroundings, holder: PresenceState | null): string {
  const chosen = here.selected(card.id) === 'no' ? [] : ['selected'];
  const writing = holder
    ? [`${holder.name} is ${holder.editing === card.id ? 'writing here' : 'holding it'}`]
    : [];
  return [nameOf(card), ...statesOf(card, here.view), ...writing, ...chosen].join(', ');
}

function wordsOf(card: CardView): string {
  return card.hidden ? hiddenWords(card) : card.text;
}

/** Whether these words may need more lines than a card shows (canvas.css folds them); widely estimated. */
function mayFold(words: string, width: number): boolean {
  const across = Math.max(4, Math.floor((width - 36) / 10));
  const lines = words.split('\n').map((line) => Math.ceil((line.length + 1) / across));
  return lines.reduce((all, one) => all + one, 0) > FOLD || (words.length > 20 && WIDE.test(words));
}

function article(card: CardView): string {
  const word = KIND[card.kind].one.toLowerCase();
  return `${'aeiou'.includes(word[0]!) ? 'an' : 'a'} ${word}`;
}

function step(card: CardView): string {
  const number = card.kind === 'touchpoint' ? card.fields.step : undefined;
  return typeof number === 'number' ? `<span class="card__step" aria-hidden="true">${number}</span>` : '';
}

function held(holder: PresenceState, view: BoardView): string {
  const group = groupOf(holder.department, view.info.departments);
  return `<span class="card__held" aria-hidden="true">${group ? mark(group) : ''}${safe(holder.name)}</span>`;
}

function head(card: CardView): string {
  const kind = `<span class="kind">${icon(kindIcon(card.kind))}${KIND[card.kind].one}</span>`;
  return `<header class="card__head">${kind}<span class="card__ref">${safe(card.label)}</span></header>`;
}

/** A warning to its readers, and the picture: its room is kept before it is there, so that nothing jumps. */
function before(card: CardView, { board, me }: Surroundings): string {
  if (card.hidden && !mayRead(card, me)) return '';
  const shown = pictureOf(card);
  const warning = card.kind === 'story' ? wordsIn(card, 'warning') : '';
  if (!shown && !warning) return '';
  const said = warning && `<p class="card__facts"><b>Warning:</b> ${safe(warning)}</p>`;
  const seen =
    shown &&
    `<img class="card__picture" src="/b/${board}/pictures/${shown.id}" width="${shown.width}" height="${shown.height}" alt="${safe(shown.alt)}" loading="lazy" draggable="false">`;
  return `<div>${said}${seen ?? ''}</div>`;
}

/** What a touchpoint says beside its words, and the tags of any card. */
function after(card: CardView): string {
  if (card.hidden) return '';
  const facts = factsOf(card)
    .map((fact) => `${fact}.`)
    .join(' ');
  const tags = card.tags.map((tag) => `<span>${safe(tag)}</span>`).join(' ');
  const line = facts && `<p class="card__facts">${safe(facts)}</p>`;
  return line || tags ? `<div>${line}${tags && `<p class="card__tags">${tags}</p>`}</div>` : '';
}

function mayRead(card: CardView, me: Me): boolean {
  return card.author === me.participant || me.role === 'facilitator';
}

/** One state at a time: the one that limits me most. */
function state(card: CardView, need: string | null): string {
  const line = (name: 'eyeOff' | 'lock' | 'unlink', words: string) =>
    `<p class="card__state">${icon(name)}<span>${words}</span></p>`;
  const seen = seenBy(card);
  if (seen) return line('eyeOff', safe(seen));
  if (card.hidden) return line('eyeOff', card.erased ? 'Erased' : 'Hidden');
  if (card.locked) return line('lock', 'Locked');
  return need ? line('unlink', need) : '';
}

function foot(card: CardView, here: Surroundings): string {
  const { view } = here;
  const start = card.kind === 'problem' ? storyCount(card, view) : author(card, here);
  const marks = card.kind === 'problem' ? holders(card, here) : '';
  const end = `${reactions(card, view)}${marks}`;
  if (!start && !end) return '';
  return `<footer class="card__foot">${start}${end && `<span class="end">${end}</span>`}</footer>`;
}

/** Whose card it is; a touchpoint's is the service it was with. */
function author(card: CardView, here: Surroundings): string {
  const { departments } = here.view.info;
  const service = card.kind === 'touchpoint' && groupOf(wordsIn(card, 'service') || null, departments);
  if (service) return `${mark(service)}${who(service.name)}`;
  const group = groupOf(card.department, departments);
  const name = authorName(card, here, group);
  return `${group ? mark(group) : ''}${name && who(name)}`;
}

/** Only a name that may not fit is cut off: cutting costs every frame (thin.css). */
function who(name: string): string {
  return `<span class="card__who${name.length > SHORT ? ' card__who--long' : ''}">${safe(name)}</span>`;
}

function authorName(card: CardView, here: Surroundings, group: Group | null): string {
  const teller = wordsIn(card, 'teller');
  if (teller) return teller;
  const person = card.author && here.personName(card.author);
  return person || (group?.name ?? '');
}

function storyCount(card: CardView, view: BoardView): string {
  const stories = view.threadsOf(card.id).filter((thread) => thread.kind === 'rests-on');
  return stories.length
    ? `<span class="card__count">${icon('quote')}${countKind(stories.length, 'story')}</span>`
    : '';
}

/** The departments that hold a part of a problem; else whose card it is. */
function holders(card: CardView, here: Surroundings): string {
  const { departments } = here.view.info;
  const named = Array.isArray(card.fields.departments) ? card.fields.departments : [];
  const ids = named.length ? named : [card.department];
  const groups = ids.map((id) => groupOf(typeof id === 'string' ? id : null, departments));
  const marks = groups.filter((group) => group !== null).map((group) => mark(group));
  return marks.length ? `<span class="marks">${marks.join('')}</span>` : '';
}

function reactions(card: CardView, view: BoardView): string {
  const counts = [
    [view.reactions.count(card.id, 'me-too'), 'heartHandshake', REACTION['me-too'].words],
    [view.reactions.count(card.id, 'we-can-help'), 'helping', REACTION['we-can-help'].words],
    [view.reactions.count(card.id, 'tell-more'), 'help', REACTION['tell-more'].words],
    [openCount(view, card.id), 'comment', 'comments'],
  ] as const;
  return counts
    .filter(([n]) => n > 0)
    .map(
      ([n, name, words]) =>
        `<span class="card__count">${icon(name)}${n}<span class="vh"> ${words}</span></span>`,
    )
    .join('');
}

function stub(card: CardView, here: Surroundings): string {
  const group = ownerGroup(card, here.view.info.departments);
  const words = `<span class="grow"><b>${safe(ownerOf(card, group))}</b>${safe(dueOf(card))}</span>`;
  return `<div class="card__stub">${group ? mark(group, 'md') : ''}${words}</div>`;
}

function threadWords(card: CardView, view: BoardView): string {
  const threads = view.threadsOf(card.id);
  if (!threads.length) return '';
  const words = threads.slice(0, 6).map((thread) => oneThread(thread, card, view));
  const more = threads.length > 6 ? ` And ${count(threads.length - 6, 'more thread', 'more threads')}.` : '';
  return `<p class="vh">${safe(words.join(' '))}${more}</p>`;
}

function oneThread(thread: ThreadView, card: CardView, view: BoardView): string {
  const outward = thread.from === card.id;
  const other = view.cards.get(outward ? thread.to : thread.from);
  const words = THREAD[thread.kind];
  return `${outward ? words.out : words.back} ${other ? refOf(other) : 'a card'}.`;
}

/** The ink frame; a card selected alone also has handles that threads are drawn from. */
function frame(card: CardView, here: Surroundings): string {
  const selected = here.selected(card.id);
  const pointed = here.me.role !== 'observer' && here.marks(card.id).includes('is-hover');
  if (selected === 'no')
    return pointed ? `<span class="card__frame card__frame--ends" aria-hidden="true">${HANDLES}</span>` : '';
  const handles = selected === 'alone' && here.me.role !== 'observer' ? HANDLES : '';
  return `<span class="card__frame" aria-hidden="true">${FRAME}${handles}</span>`;
}
