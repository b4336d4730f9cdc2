/** Every thread of the board with the line it runs along; kept up to date as cards move. */
import type { ThreadView } from '../board/schema';
import type { Box, Point } from './box';
import { Index } from './cull';
import type { Placed, Placement } from './placed';
import { boxOf, type End, endHeight, endKey, type Line, lineBetween, type Side, sidesOf } from './thread';

/** What a thread ends at: a card, or a folded zone. */
type EndBox = Box & { readonly id: string; readonly card?: Placed['card'] };

export interface Run extends Box {
  readonly thread: ThreadView;
  line: Line;
}

export class Runs {
  readonly all = new Map<string, Run>();
  readonly index = new Index<Run>();
  /** Threads that came, went or run elsewhere since they were last drawn. */
  readonly changed = new Set<Run>();
  gaps: readonly Point[] = [];
  /** Where words stand that threads go round, and how; how comes later. */
  words: readonly Box[] = [];
  round: ((line: Line, from: End, to: End, words: readonly Box[]) => Line) | null = null;
  /** The folded zone a card is in: its threads end there. */
  around: (card: string) => (Box & { readonly id: string }) | undefined = () => undefined;
  #ofCard = new Map<string, Set<Run>>();
  #placement: Placement;

  constructor(placement: Placement) {
    this.#placement = placement;
  }

  /** The threads of one card, whichever end it is. */
  *threadsOf(card: string): Iterable<ThreadView> {
    for (const run of this.#ofCard.get(card) ?? []) yield run.thread;
  }

  /** Take in a whole board at once. */
  fill(threads: Iterable<ThreadView>): void {
    for (const thread of threads) this.#know(thread);
    for (const run of this.all.values()) Object.assign(run, this.#shape(run));
    this.index.addAll([...this.all.values()]);
  }

  /** Take in a thread that is new or gone; answers with the cards whose threads may end elsewhere now. */
  set(id: string, thread: ThreadView | undefined): string[] {
    const known = this.all.get(id);
    if (known) this.#forget(known);
    if (thread) {
      const run = this.#know(thread);
      Object.assign(run, this.#shape(run));
      this.index.add(run);
    }
    const { from, to } = thread ?? known?.thread ?? { from: '', to: '' };
    return [from, to];
  }

  /** Run the threads of these cards anew. */
  rerun(cards: Iterable<string>): void {
    const changed = new Set<Run>();
    for (const card of cards) for (const run of this.#ofCard.get(card) ?? []) changed.add(run);
    for (const run of changed) {
      this.index.change(run, this.#shape(run));
      this.changed.add(run);
    }
  }

  rerunAll(): void {
    this.rerun(this.#ofCard.keys());
  }

  #know(thread: ThreadView): Run {
    const run: Run = { thread, line: [], minX: 0, minY: 0, maxX: 0, maxY: 0 };
    this.all.set(thread.id, run);
    this.changed.add(run);
    for (const card of [thread.from, thread.to]) {
      const runs = this.#ofCard.get(card) ?? new Set();
      this.#ofCard.set(card, runs.add(run));
    }
    return run;
  }

  #forget(run: Run): void {
    this.all.delete(run.thread.id);
    this.changed.add(run);
    this.index.remove(run);
    for (const card of [run.thread.from, run.thread.to]) this.#ofCard.get(card)?.delete(run);
  }

  /** Work out the line; the answer is its box. A thread with an end that is not there yet has no line. */
  #shape(run: Run): Box {
    const from = this.#endAt(run.thread.from);
    const to = this.#endAt(run.thread.to);
    run.line = from && to && from.id !== to.id ? this.#line(run.thread, from, to) : [];
    return run.line.length ? boxOf(run.line) : { ...run };
  }

  /** Where a card's threads end: at the card, else at the folded zone it is in. */
  #endAt(card: string): EndBox | undefined {
    return this.#placement.get(card) ?? this.around(card);
  }

  #line(thread: ThreadView, from: EndBox, to: EndBox): Line {
    const [fromSide, toSide] = sidesOf(from, to);
    const start = this.#end(from, fromSide, endKey(thread.kind, true));
    const end = this.#end(to, toSide, endKey(thread.kind, false));
    const line = lineBetween(start, end, this.gaps);
    return this.round?.(line, start, end, this.words) ?? line;
  }

  #end(card: EndBox, side: Side, key: string): End {
    const x = side < 0 ? card.minX : card.maxX;
    if (!card.card) return { x, y: (card.minY + card.maxY) / 2, side };
    const keys = this.#keysOn(card, side);
    const y = endHeight(card, card.card.kind, side, Math.max(0, keys.indexOf(key)), keys.length);
    return { x, y, side };
  }

  /** The different ends on one side of a card, always in the same order. */
  #keysOn(card: EndBox, side: Side): string[] {
    const keys = new Set<string>();
    for (const { thread } of this.#ofCard.get(card.id) ?? []) {
      const outward = thread.from === card.id;
      const other = this.#endAt(outward ? thread.to : thread.from);
      if (other && sidesOf(card, other)[0] === side) keys.add(endKey(thread.kind, outward));
    }
    return [...keys].sort();
  }
}
