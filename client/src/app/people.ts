/** Who is here and who holds which card, without the twenty cursor moves a second. */
import { effect, signal } from '@preact/signals';
import type { CardView, Me } from '../board/schema';
import type { BoardView } from '../board/view';
import type { Presence } from '../wire/presence';
import type { App } from './app';
import { keep, kept } from './kept';
import { type Group, groupOf } from './words';

export interface Person {
  readonly participant: string;
  readonly name: string;
  readonly department: string;
  readonly role: string;
  readonly remote?: boolean;
}

/** Less than between two tellings of a crowd: each is taken as it comes. */
const CALM_MS = 80;

/** How many are here; nothing: without a connection nobody can know. */
export function howMany(app: App): number | null {
  const cut = app.session.value.connection.status.value === 'closed';
  return cut ? null : app.live.value.people.here.value.length;
}

export class People {
  /** Everyone here, myself first. */
  readonly here = signal<readonly Person[]>([]);
  /** Card → who is writing in it, others only. */
  readonly writing = signal<ReadonlyMap<string, Person>>(new Map());
  readonly #me: Me;
  #remote = kept('remote') === 'yes';
  readonly #presence: Presence;
  readonly #names: Map<string, string>;
  readonly #stop: () => void;
  #taken = 0;
  #company = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `names`: of people who are known from before, by participant. */
  constructor(me: Me, presence: Presence, names: Readonly<Record<string, string>> = {}) {
    this.#me = me;
    this.#presence = presence;
    this.#names = new Map(Object.entries(names));
    this.#names.set(me.participant, me.name);
    const forget = presence.onChange(() => this.#ask());
    const unwatch = effect(() => this.#take()); // my own role and group may change, too
    this.#stop = () => {
      clearTimeout(this.#timer);
      forget();
      unwatch();
    };
    if (this.#remote) presence.me({ remote: true });
  }

  get remote(): boolean {
    return this.#remote;
  }

  /** Whether I join from elsewhere: told to the others, and remembered on this device. */
  joinFromElsewhere(on: boolean): void {
    this.#remote = on;
    keep('remote', on ? 'yes' : null);
    this.#presence.me({ remote: on });
    this.#take();
  }

  stop(): void {
    this.#stop();
  }

  /** At once after quiet: who came or began to write. In a busy room every pointer that moves would ask. */
  #ask(): void {
    if (this.#presence.company === this.#company) return;
    const wait = this.#taken + CALM_MS - Date.now();
    if (wait <= 0) this.#take();
    else this.#timer ??= setTimeout(() => this.#take(), wait);
  }

  /** Read it now: whoever acts on what they see must not be answered by what was so a moment ago. */
  look(): void {
    if (this.#timer) this.#take();
  }

  /** The name of a card's teller or author, if anyone here knows it. */
  authorOf(card: CardView): string | null {
    const teller = card.fields.teller;
    if (typeof teller === 'string' && teller) return teller;
    return card.author ? this.nameOf(card.author) : null;
  }

  nameOf(participant: string): string | null {
    return this.#names.get(participant) ?? null;
  }

  /** People by group, citizens first, then as the board lists its departments. */
  groups(view: BoardView): { group: Group; people: Person[] }[] {
    const order = ['citizen', ...view.info.departments.keys(), 'outside'];
    const of = (id: string) => this.here.value.filter((person) => person.department === id);
    const unknown = this.here.value.filter((person) => !order.includes(person.department));
    const known = order.map((id) => ({ group: groupOf(id, view.info.departments), people: of(id) }));
    const rest = { group: { name: 'Others', initials: '?', colour: null }, people: unknown };
    return [...known, rest].filter(
      (entry): entry is { group: Group; people: Person[] } => !!entry.group && entry.people.length > 0,
    );
  }

  #take(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#taken = Date.now();
    this.#company = this.#presence.company;
    const others = this.#presence.people().filter((person) => person.participant !== this.#me.participant);
    const { participant, name, department, role } = this.#me; // not spread: what may change is read by getters
    const me = { participant, name, department, role, ...(this.#remote ? { remote: true } : {}) };
    const here = [me, ...others];
    for (const { participant, name } of here) this.#names.set(participant, name);
    if (key(here) !== key(this.here.peek())) this.here.value = here;
    const writing = this.#writers();
    if (!same(writing, this.writing.peek())) this.writing.value = writing;
  }

  #writers(): Map<string, Person> {
    const writing = new Map<string, Person>();
    for (const state of this.#presence.others.values()) {
      if (state.editing && state.participant !== this.#me.participant) writing.set(state.editing, state);
    }
    return writing;
  }
}

function key(people: readonly Person[]): string {
  return people
    .map(
      (person) => `${person.participant}|${person.name}|${person.department}|${person.role}|${person.remote}`,
    )
    .join('\n');
}

function same(a: ReadonlyMap<string, Person>, b: ReadonlyMap<string, Person>): boolean {
  return (
    a.size === b.size && [...a].every(([card, person]) => b.get(card)?.participant === person.participant)
  );
}
