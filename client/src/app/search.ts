/** What on this board fits some words. */
import type { CardView } from '../board/schema';
import type { App } from './app';
import type { Person } from './people';
import { type Group, groupOf, KIND } from './words';

export interface Found {
  readonly people: readonly { readonly person: Person; readonly group: Group | null }[];
  readonly tags: readonly { readonly tag: string; readonly n: number }[];
  readonly cards: readonly CardView[];
}

const NOTHING: Found = { people: [], tags: [], cards: [] };
const TAGS_SHOWN = 5;

/** Every word must fit, anywhere and without regard to accents; "#bus" means a tag. Cards in the board's order. */
export function findOn(app: App, typed: string): Found {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (!words.length) return NOTHING;
  const { view } = app.session.peek();
  const zones = [...view.zoneList().map(({ id }) => id), null];
  const cards = zones.flatMap((zone) => view.cardsIn(zone)).filter((card) => fits(app, card, words));
  const asked = words.every((word) => !word.startsWith('#'));
  return {
    people: asked ? peopleNamed(app, words) : [],
    tags: tagsLike(app, words),
    cards: first(cards, words),
  };
}

/** Without accents and capitals: "cafe" finds "Café". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function fits(app: App, card: CardView, words: readonly string[]): boolean {
  const tags = card.tags.map((tag) => `#${plain(tag)}`);
  const hidden = card.hidden && card.author !== app.me.participant && app.me.role !== 'facilitator';
  const author = app.live.peek().people.authorOf(card) ?? '';
  const fields = hidden ? [] : Object.values(card.fields).filter((value) => typeof value === 'string');
  const all = plain(
    [KIND[card.kind].one, card.label, hidden ? '' : card.text, author, ...fields].join('\n'),
  ).concat('\n', tags.join('\n'));
  return words.every((word) =>
    word.startsWith('#') ? tags.some((tag) => tag.startsWith(word)) : all.includes(word),
  );
}

/** The card of that very number comes first. */
function first(cards: readonly CardView[], words: readonly string[]): CardView[] {
  const named = (card: CardView) => words.includes(card.label.toLowerCase());
  return [...cards.filter(named), ...cards.filter((card) => !named(card))];
}

function peopleNamed(app: App, words: readonly string[]): Found['people'] {
  const { departments } = app.session.peek().view.info;
  return app.live
    .peek()
    .people.here.peek()
    .filter(({ participant }) => participant !== app.me.participant)
    .map((person) => ({ person, group: groupOf(person.department, departments) }))
    .filter(({ person, group }) => {
      const all = plain(`${person.name} ${group?.name ?? ''}`);
      return words.every((word) => all.includes(word));
    });
}

/** Tags that begin with what is typed, unless it is exactly one of them. */
function tagsLike(app: App, words: readonly string[]): Found['tags'] {
  const [word] = words;
  if (words.length !== 1 || !word) return [];
  const counts = new Map<string, number>();
  for (const { tags } of app.session.peek().view.cards.values())
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const begins = word.replace(/^#/, '');
  return [...counts]
    .filter(([tag]) => plain(tag).startsWith(begins) && plain(tag) !== begins)
    .map(([tag, n]) => ({ tag, n }))
    .sort((a, b) => b.n - a.n)
    .slice(0, TAGS_SHOWN);
}
