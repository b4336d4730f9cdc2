/** Who has written so far, by group and by where people are; never by person. Groups of fewer than three say nothing. */
import type { CardView } from '../board/schema';

const LEAST = 3;
/** Quiet: a group that wrote less than half of what others wrote a head. */
const QUIET = 0.5;

export interface Voice {
  readonly id: string;
  readonly people: number;
  readonly cards: number;
  readonly quiet: boolean;
}

export interface Here {
  readonly participant: string;
  readonly department: string;
  readonly role: string;
  readonly remote: boolean;
}

/** By department (citizens and outsiders too), as many as have three people here. */
export function voicesByGroup(cards: Iterable<CardView>, here: readonly Here[]): Voice[] {
  const silent = new Set(here.filter((one) => !speaks(one)).map(({ participant }) => participant));
  const written = new Map<string, number>();
  for (const { department, hidden, author } of cards)
    if (department && !hidden && !silent.has(author ?? ''))
      written.set(department, (written.get(department) ?? 0) + 1);
  const people = counted(here, ({ department }) => department);
  return told([...people].map(([id, n]) => ({ id, people: n, cards: written.get(id) ?? 0 })));
}

/** Cards of the people who are here now: from the room, and from elsewhere. */
export function voicesByPlace(cards: Iterable<CardView>, here: readonly Here[]): Voice[] {
  const where = new Map(
    here.filter(speaks).map(({ participant, remote }) => [participant, remote ? 'remote' : 'room']),
  );
  const written = new Map<string, number>();
  for (const { author } of cards) {
    const place = author ? where.get(author) : undefined;
    if (place) written.set(place, (written.get(place) ?? 0) + 1);
  }
  const people = counted(here, ({ remote }) => (remote ? 'remote' : 'room'));
  const all = [...people].map(([id, n]) => ({ id, people: n, cards: written.get(id) ?? 0 }));
  // One place with too few people would be worked out from the other and the total.
  return all.length > 1 && all.every(({ people: n }) => n >= LEAST) ? told(all) : [];
}

function speaks({ role }: Here): boolean {
  return role === 'contributor';
}

function counted(here: readonly Here[], of: (one: Here) => string): Map<string, number> {
  const people = new Map<string, number>();
  for (const one of here.filter(speaks)) people.set(of(one), (people.get(of(one)) ?? 0) + 1);
  return people;
}

function told(all: readonly Omit<Voice, 'quiet'>[]): Voice[] {
  const large = all.filter(({ people }) => people >= LEAST);
  const cards = large.reduce((sum, one) => sum + one.cards, 0);
  const people = large.reduce((sum, one) => sum + one.people, 0);
  const usual = people ? cards / people : 0;
  return large
    .map((one) => ({
      ...one,
      quiet: cards > 0 && large.length > 1 && one.cards / one.people < usual * QUIET,
    }))
    .sort((a, b) => b.cards / b.people - a.cards / a.people || (a.id < b.id ? -1 : 1));
}
