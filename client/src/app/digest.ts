/** Others' changes gathered into a sentence: "6 new cards in Stories, 2 moved." */
import type { CardView } from '../board/schema';
import type { BoardView, Change } from '../board/view';
import { count, firstWords, KIND, refOf } from './words';

type Seen = Pick<CardView, 'kind' | 'zone' | 'text' | 'order' | 'hidden'> & { readonly place: string };

/** What a card was when last looked at; enough to say what changed. */
function look(card: CardView): Seen {
  const { kind, zone, text, order, hidden } = card;
  return { kind, zone, text, order, hidden, place: `${zone}|${order}|${card.pos[0]}|${card.pos[1]}` };
}

export class Digest {
  /** Until the board has arrived once, nothing is news. */
  begun = false;
  #seen = new Map<string, Seen>();
  #added = new Set<string>();
  #moved = new Set<string>();
  #reworded = new Set<string>();
  #removed = 0;
  #threads = 0;

  /** Begin from the board as it is now; nothing of it is news. */
  begin(view: BoardView): void {
    this.begun = true;
    this.#seen = new Map([...view.cards].map(([id, card]) => [id, look(card)]));
    this.#forget();
  }

  /** Take in a change; my own are seen but not told. */
  take(change: Change, view: BoardView): void {
    if (!this.begun) return;
    for (const id of change.cards) this.#takeCard(id, view.cards.get(id), change.local);
    if (!change.local) this.#threads += change.threads.size;
  }

  get empty(): boolean {
    return !(this.#added.size + this.#moved.size + this.#reworded.size + this.#removed + this.#threads);
  }

  /** The sentence, and start gathering anew. */
  tell(view: BoardView): string {
    const parts = [...this.#addedWords(view), ...this.#otherWords()];
    this.#forget();
    return parts.length ? parts.join(', ').replace(/[^.!?…”]$/, '$&.') : '';
  }

  #takeCard(id: string, now: CardView | undefined, local: boolean): void {
    const before = this.#seen.get(id);
    if (now) this.#seen.set(id, look(now));
    else this.#seen.delete(id);
    if (!local) this.#compare(id, before, now);
  }

  #compare(id: string, before: Seen | undefined, now: CardView | undefined): void {
    if (!before && now) this.#added.add(id);
    else if (before && !now) this.#drop(id);
    else if (before && now && !this.#added.has(id)) {
      if (look(now).place !== before.place) this.#moved.add(id);
      if (now.text !== before.text) this.#reworded.add(id);
    }
  }

  #drop(id: string): void {
    this.#moved.delete(id);
    this.#reworded.delete(id);
    if (!this.#added.delete(id)) this.#removed += 1;
  }

  #addedWords(view: BoardView): string[] {
    const cards = [...this.#added].map((id) => view.cards.get(id)).filter((card) => card !== undefined);
    if (cards.length === 1) return [oneNew(cards[0]!, view)];
    const byZone = new Map<string | null, number>();
    for (const { zone } of cards) byZone.set(zone, (byZone.get(zone) ?? 0) + 1);
    return [...byZone].map(([zone, n]) => {
      const where = zone ? view.zones.get(zone)?.title : null;
      return `${count(n, 'new card', 'new cards')}${where ? ` in ${where}` : ''}`;
    });
  }

  #otherWords(): string[] {
    const parts: [number, string][] = [
      [this.#moved.size, 'moved'],
      [this.#reworded.size, 'reworded'],
      [this.#removed, 'taken away'],
    ];
    const words = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
    if (words.length && !this.#added.size)
      words[0] = words[0]!.replace(/^(\d+)/, (n) => (n === '1' ? '1 card' : `${n} cards`));
    if (this.#threads) words.push(`${count(this.#threads, 'thread', 'threads')} changed`);
    return words;
  }

  #forget(): void {
    this.#added.clear();
    this.#moved.clear();
    this.#reworded.clear();
    this.#removed = 0;
    this.#threads = 0;
  }
}

function oneNew(card: CardView, view: BoardView): string {
  const where = card.zone ? view.zones.get(card.zone)?.title : null;
  const words = firstWords(card.text, 80);
  const ref = card.label ? ` ${refOf(card)}` : '';
  return `New ${KIND[card.kind].one.toLowerCase()}${ref}${where ? ` in ${where}` : ''}${words ? `: ${words}` : ''}`;
}
