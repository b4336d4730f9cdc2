/** Who may add what in a stage, kind by kind: as facilitators choose it, and as a stage keeps it. */
import { type Adds, KINDS, type Kind } from '../board/schema';

/** Everyone, or these groups; none of them: facilitators alone, who may always. */
export type Who = 'everyone' | readonly string[];

/** Kind -> who may add it. Empty: every kind by everyone. */
export type Choice = ReadonlyMap<Kind, Who>;

export function choiceOf(adds: readonly Adds[]): Choice {
  const choice = new Map<Kind, Who>();
  for (const kind of KINDS) {
    const mine = adds.filter(({ kinds }) => kinds.includes(kind));
    if (mine.length) choice.set(kind, whoOf(mine));
  }
  return choice;
}

function whoOf(adds: readonly Adds[]): Who {
  const others = adds.filter(({ roles }) => !roles.length || roles.includes('contributor'));
  if (others.some(({ departments }) => !departments.length)) return 'everyone';
  return [...new Set(others.flatMap(({ departments }) => departments))];
}

/** As a stage keeps it: kinds that the same people add are told together. */
export function addsOf(choice: Choice): Adds[] {
  const told = new Map<string, { kinds: Kind[]; who: Who }>();
  for (const [kind, who] of choice) {
    const key = who === 'everyone' ? who : [...who].sort().join(' ');
    const known = told.get(key);
    if (known) known.kinds.push(kind);
    else told.set(key, { kinds: [kind], who });
  }
  return [...told.values()].map(({ kinds, who }) => ({
    kinds,
    roles: who !== 'everyone' && !who.length ? ['facilitator'] : [],
    departments: who === 'everyone' ? [] : who,
  }));
}
