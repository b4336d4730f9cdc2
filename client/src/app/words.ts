/** The words people read (DESIGN, section 6): plain English, short sentences, verbs on buttons. */
import { feelingIn, wordsIn } from '../board/field';
import type { CardView, Department, Kind, ThreadKind, ThreadView, ZoneView } from '../board/schema';
import type { BoardView } from '../board/view';

export const KIND: Record<Kind, { one: string; many: string; add: string; short: string }> = {
  story: { one: 'Story', many: 'stories', add: 'Tell a story', short: 'Story' },
  touchpoint: { one: 'Touchpoint', many: 'touchpoints', add: 'Add a step', short: 'Step' },
  problem: { one: 'Problem', many: 'problems', add: 'Name a problem', short: 'Problem' },
  idea: { one: 'Idea', many: 'ideas', add: 'Add an idea', short: 'Idea' },
  challenge: { one: 'Challenge', many: 'challenges', add: 'Ask a challenge', short: 'Ask' },
  commitment: { one: 'Commitment', many: 'commitments', add: 'Make a commitment', short: 'Commit' },
  note: { one: 'Note', many: 'notes', add: 'Add a note', short: 'Note' },
};

/** A thread read from its first card, and read backwards. */
export const THREAD: Record<ThreadKind, { out: string; back: string; label: string }> = {
  'rests-on': { out: 'Rests on', back: 'Leads to', label: 'rests on' },
  answers: { out: 'Answers', back: 'Answered by', label: 'answers' },
  delivers: { out: 'Delivers', back: 'Delivered by', label: 'delivers' },
  challenges: { out: 'Challenges', back: 'Challenged by', label: 'challenges' },
  step: { out: 'A step of', back: 'Has the step', label: 'step' },
  relates: { out: 'Goes with', back: 'Goes with', label: 'goes with' },
};

export type Reaction = 'me-too' | 'we-can-help' | 'tell-more';

export const REACTION: Record<Reaction, { words: string; short: string; count(n: number): string }> = {
  'me-too': {
    words: 'This happened to me too',
    short: 'Me too',
    count: (n) => `${people(n)}: “me too”`,
  },
  'we-can-help': { words: 'We can help', short: 'We can help', count: (n) => `${people(n)} can help` },
  'tell-more': { words: 'Tell us more', short: 'Tell us more', count: (n) => `${people(n)} asked for more` },
};

const EMPTY: Partial<Record<Kind, { title: string; text: string }>> = {
  story: {
    title: 'No stories yet.',
    text: 'The first one is the hardest. What happened to you, or to someone you know?',
  },
  problem: { title: 'No problems yet.', text: 'We’ll name problems once we’ve heard the stories.' },
  idea: { title: 'No ideas yet.', text: 'What could we do differently, together? Start with “What if…”.' },
  commitment: {
    title: 'No commitments yet.',
    text: 'Nobody has to promise today. Who could take a first small step?',
  },
};

function people(n: number): string {
  return n === 1 ? '1 person' : `${n} people`;
}

export function count(n: number, one: string, many: string): string {
  return n === 1 ? `1 ${one}` : `${n} ${many}`;
}

/** What a zone says of silent writing: a number, nothing more. */
export function writtenWords(hidden: number): string {
  return `${count(hidden, 'card', 'cards')} written, not shown yet`;
}

/** "2 ideas", "1 story". */
export function countKind(n: number, kind: Kind): string {
  return count(n, KIND[kind].one.toLowerCase(), KIND[kind].many);
}

/** The beginning of a text, whole words, with … when more follows. */
export function firstWords(text: string, most = 48): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most);
  const whole = cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2));
  return `${whole.replace(/[\s.,;:…]+$/, '')}…`;
}

/** "P2", or the kind for a card that has no number yet. */
export function refOf(card: CardView): string {
  return card.label || KIND[card.kind].one;
}

/** "Problem P2: Damp at home is seen by…": how a card is called in a sentence or a list. */
export function nameOf(card: CardView): string {
  const words = firstWords(card.text) || 'nothing written yet';
  return `${KIND[card.kind].one}${card.label ? ` ${card.label}` : ''}: ${words}`;
}

/** The kind a zone is mostly for. */
export function zoneKind(zone: ZoneView): Kind {
  return zone.kinds[0] ?? 'note';
}

export function emptyZone(zone: ZoneView): { title: string; text: string } {
  return (
    EMPTY[zoneKind(zone)] ?? {
      title: 'Nothing here yet.',
      text: zone.prompt || 'You can put the first card here.',
    }
  );
}

const NEEDS: Partial<Record<Kind, { thread: ThreadKind; words: string; hint: string }>> = {
  problem: {
    thread: 'rests-on',
    words: 'Needs a story',
    hint: 'This needs a story under it. Which one shows it’s real?',
  },
  idea: { thread: 'answers', words: 'Needs a problem', hint: 'Which problem does this answer?' },
  commitment: {
    thread: 'delivers',
    words: 'Needs an idea',
    hint: 'Which idea or problem does this deliver?',
  },
  touchpoint: { thread: 'step', words: 'Needs its story', hint: 'Which story is this a step of?' },
};

const ANSWER = { words: 'Needs an answer', hint: 'A challenge is answered, not just read.' };

/** What a card still lacks, in words; saving is never blocked by it. */
export function needOf(
  card: CardView,
  threads: readonly ThreadView[],
): { words: string; hint: string } | null {
  if (card.kind === 'challenge') return wordsIn(card, 'answer').trim() ? null : ANSWER;
  const need = NEEDS[card.kind];
  if (!need || threads.some((thread) => thread.from === card.id && thread.kind === need.thread)) return null;
  return need;
}

/** Who sees a card of mine, where that is not everyone. */
export function seenBy({ silent, desk, deskWhy }: CardView): string | null {
  const what = silent ? '' : 'Your change ';
  if (desk === 'back') return `${silent ? 'S' : `${what}was s`}ent back to you: ${deskWhy}`;
  if (desk) return silent ? 'Waiting for approval' : `${what}waits for approval`;
  return silent ? 'Only you can see this' : null;
}

/** States that limit what I can do, most limiting first. */
export function statesOf(card: CardView, view: BoardView): string[] {
  const need = needOf(card, view.threadsOf(card.id));
  return [
    seenBy(card)?.replace(/^./, (first) => first.toLowerCase()),
    card.hidden && 'hidden',
    card.locked && 'locked',
    need?.words.toLowerCase(),
  ].filter((word): word is string => typeof word === 'string');
}

/** What stands in place of a hidden card's words: they are in nobody's browser. */
export function hiddenWords(card: CardView): string {
  if (card.erased) return `Erased for good: ${card.hiddenWhy || 'its words are nowhere any more'}.`;
  return `Hidden by a facilitator${card.hiddenWhy ? `: ${card.hiddenWhy}` : '.'}`;
}

export interface Group {
  readonly name: string;
  readonly initials: string;
  /** 1…12, or null for citizens and outsiders, whose marks have shapes of their own. */
  readonly colour: number | null;
}

/** The group a department id stands for; citizens and outsiders are groups too. */
export function groupOf(id: string | null, departments: ReadonlyMap<string, Department>): Group | null {
  if (id === 'citizen') return { name: 'Citizen', initials: '', colour: null };
  if (id === 'outside') return { name: 'Outside', initials: 'OUT', colour: null };
  const department = id ? departments.get(id) : undefined;
  return department ?? null;
}

/** The service that answers for a commitment, else the one whose card it is. */
export function ownerGroup(card: CardView, departments: ReadonlyMap<string, Department>): Group | null {
  return groupOf(wordsIn(card, 'owner_department') || card.department, departments);
}

/** "Tom Adeyemi, Housing": who answers for a commitment. */
export function ownerOf(card: CardView, group: Group | null): string {
  const who = wordsIn(card, 'owner') || wordsIn(card, 'owner_role');
  return who ? [who, ...(group ? [group.name] : [])].join(', ') : 'No owner yet';
}

/** "by Fri 12 Feb 2027", "50 days late", "done": where a commitment stands. */
export function dueOf(card: CardView, now = Date.now()): string {
  const [by, status] = [wordsIn(card, 'by'), wordsIn(card, 'status')];
  if (status === 'done' || status === 'dropped') return status === 'done' ? 'done' : 'won’t happen';
  if (!by) return 'no date yet';
  const late = Math.floor((now - new Date(`${by}T23:59:59`).getTime()) / 86_400_000) + 1;
  return late > 0 ? `${count(late, 'day', 'days')} late` : `by ${dayOf(by)}`;
}

const FELT = ['very low', 'low', 'so-so', 'good', 'very good'];

/** What a touchpoint says beside its words: the wait, the feeling, whether it was told again. */
export function factsOf(card: CardView): string[] {
  if (card.kind !== 'touchpoint') return [];
  const [waited, felt] = [wordsIn(card, 'waited'), feelingIn(card)];
  return [
    waited && `Waited ${waited}`,
    felt !== null && `Felt ${FELT[felt + 2]}`,
    card.fields.again === true && 'Told it again',
  ].filter((fact): fact is string => typeof fact === 'string' && fact !== '');
}

/** "2027-02-12" as "Fri 12 Feb 2027"; anything else as it was written. */
export function dayOf(by: string): string {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(by) ? new Date(`${by}T12:00:00`) : null;
  if (!date || Number.isNaN(date.getTime())) return by;
  const shape = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  return date.toLocaleDateString(document.documentElement.lang || 'en-GB', shape).replace(',', '');
}

/** "Stories", or what to call a zone that was not named. */
export function zoneName(zone: ZoneView | undefined): string {
  return zone?.title || 'The zone';
}
