/** What a vote is told in. */
import { count, groupOf, KIND, THREAD } from '../app/words';
import type { CardView } from '../board/schema';
import type { BoardView } from '../board/view';
import type { Answer, Band, Poll, PollResult, PollRow, Told, Verdict } from './votes';

export const ANSWER: Record<Answer, { word: string; key: string; said: string }> = {
  agree: { word: 'Agree', key: 'A', said: 'You agree' },
  disagree: { word: 'Disagree', key: 'D', said: 'You disagree' },
  pass: { word: 'Pass', key: 'P', said: 'You pass' },
};

export const BAND: Record<Band, { word: string; steps: number }> = {
  nearly: { word: 'Nearly all', steps: 4 },
  most: { word: 'Most', steps: 3 },
  half: { word: 'About half', steps: 2 },
  few: { word: 'Few', steps: 1 },
};

export const VERDICT: Record<Verdict, string> = {
  common: 'Common ground',
  divided: 'Divided',
  some: 'Some support',
  little: 'Little support',
};

/** "You agree", "2 dots", "Not answered". */
export function saidOf(poll: Poll, choice: string | number | undefined): string {
  if (poll.way === 'dots') return choice ? count(Number(choice), 'dot', 'dots') : 'No dots';
  return choice ? ANSWER[choice as Answer].said : 'Not answered';
}

/** "Problem 2 of 4"; "Card 2 of 4" where they are of several kinds. */
export function placeOf(poll: Poll, at: number, view: BoardView): string {
  return `${kindOf(poll.cards, view)} ${at + 1} of ${poll.cards.length}`;
}

/** What the cards of a vote are called. */
export function kindOf(cards: readonly string[], view: BoardView): string {
  const kinds = new Set(cards.map((id) => view.cards.get(id)?.kind));
  const [kind] = kinds;
  return kinds.size === 1 && kind ? KIND[kind].one : 'Card';
}

const RESTING = ['rests-on', 'answers', 'delivers', 'challenges', 'step'] as const;

/** What a card stands on: the stories of a problem, the problem of an idea. */
export function standsOn(card: CardView, view: BoardView): { word: string; cards: CardView[] } | null {
  for (const kind of RESTING) {
    const cards = view
      .threadsOf(card.id)
      .filter((thread) => thread.kind === kind && thread.from === card.id)
      .map(({ to }) => view.cards.get(to))
      .filter((other): other is CardView => other !== undefined && !other.hidden);
    if (cards[0]) return { word: wordOf(kind, cards[0]), cards };
  }
  return null;
}

function wordOf(kind: (typeof RESTING)[number], card: CardView): string {
  const what = KIND[card.kind].one.toLowerCase();
  if (kind === 'rests-on' || kind === 'challenges') return `The ${what} it ${THREAD[kind].label}`;
  return kind === 'step' ? `The ${what} it is a step of` : `The ${what} it ${THREAD[kind].label}`;
}

/** "20 of 23 agree", "22 or 23 of 23 agree", "14 dots". */
export function totalOf(result: PollResult, row: PollRow): string {
  const [low, high] = row.total;
  if (result.way === 'agree') return `${told(row.total)} of ${row.votes} agree`;
  if (high > low && high === result.dots * result.people && low > 1) return `${low} dots or more`;
  return low === high ? count(low, 'dot', 'dots') : `${told(row.total)} dots`;
}

/** What those who do not agree said, as far as it can be told. */
export function restOf(row: PollRow): string {
  const { against, total, votes } = row;
  if (!against) return '';
  const rest = votes - total[0];
  if (against[0] === against[1]) return `${against[0]} not, ${rest - against[0]} pass`;
  if (against[0] === 0 && against[1] === rest) return `${rest} not or pass`;
  return `${told(against)} not, the others pass`;
}

export function told([low, high]: Told): string {
  if (low === high) return String(low);
  return high === low + 1 ? `${low} or ${high}` : `${low} to ${high}`;
}

/** "Citizens", "Housing", "Citizens and Housing", "Other services". */
export function groupName(group: readonly string[], view: BoardView): string {
  const names = group.map((id) => one(id, view));
  if (names.length <= 2) return names.join(' and ') || 'Everyone';
  return group.includes('citizen') ? 'Citizens and others' : 'Other groups';
}

/** Whose votes are counted together, where a group is more than one. */
export function groupParts(group: readonly string[], view: BoardView): string {
  return group.map((id) => one(id, view)).join(', ');
}

function one(id: string, view: BoardView): string {
  if (id === 'citizen') return 'Citizens';
  if (id === 'outside') return 'People from outside';
  return groupOf(id, view.info.departments)?.name ?? 'Others';
}

/** "Nearly all citizens agree; few in housing do." */
export function gapOf(result: PollResult, row: PollRow, view: BoardView): string {
  const level = (band: Band | null) => (band ? BAND[band].steps : Number.NaN);
  const known = row.bands.map((band, n) => ({ band, n })).filter(({ band }) => band !== null);
  const sorted = [...known].sort((a, b) => level(b.band) - level(a.band));
  const [most, least] = [sorted[0], sorted.at(-1)];
  if (!most?.band || !least?.band || most.band === least.band) return 'The room is split.';
  const who = ({ band, n }: { band: Band | null; n: number }) =>
    band ? `${BAND[band].word} ${inSentence(groupName(result.groups[n] ?? [], view))}` : '';
  const few = who(least);
  return `${who(most)} agree; ${few[0]!.toLowerCase()}${few.slice(1)} do.`;
}

/** "citizens", "in Housing": after "nearly all", "few". */
function inSentence(name: string): string {
  if (name === 'Citizens') return 'citizens';
  return `in ${/^(Citizens|People|Other)\b/.test(name) ? name[0]!.toLowerCase() + name.slice(1) : name}`;
}

/** The card that a result becomes on the board: totals and verdicts, no groups. */
export function asCard(result: PollResult, view: BoardView): string {
  const lines = result.rows.map((row) => {
    const ref = view.cards.get(row.card)?.label || 'A card that is gone';
    const verdict = row.verdict ? `: ${VERDICT[row.verdict].toLowerCase()}` : '';
    return `${ref}, ${totalOf(result, row)}${verdict}`;
  });
  return [`Vote: ${result.question}`, ...lines].join('\n');
}
