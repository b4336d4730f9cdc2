/**
 * Undo and redo of what was done in this tab, and of nothing else.
 *
 * Yjs undoes a step by deleting what it inserted and bringing back what it deleted. Deleting a card takes all that is
 * in it along, also what others wrote there since; and a step may meet a card that was locked meanwhile. So each step is
 * looked at before it is undone: one that would destroy others' work, or that the server would refuse, is passed over
 * for good and said so.
 */
import * as Y from 'yjs';
import type { Entry } from './record';
import { SERVER_KEYS } from './schema';

/** Origin of every change that can be undone. */
export const MINE = 'commands';

/** Typing in one card, or nudging it, goes on being one step while the pauses are shorter than this. */
const PAUSE_MS = 1000;

const SCOPE = ['cards', 'threads', 'strokes', 'comments', 'zones'] as const;
export type Scope = (typeof SCOPE)[number];

/** What a step does to one thing when it is taken back. */
export interface Effect {
  readonly root: Scope;
  readonly id: string;
  readonly act: 'remove' | 'restore' | 'change';
}

export interface Undone {
  readonly done: boolean;
  /** What was undone, or why it was not; nothing when there was nothing to undo. */
  readonly say?: string;
}

/** Counts steps, so that those of two documents are taken back in the order they were made. */
let turns = 0;

type Step = Y.UndoManager['undoStack'][number];

/** Where a card's place changes hands without its words changing, nobody's work is lost by deleting it. */
const PLACING = ['pos', 'size', 'zone', 'order'];

export class Undo {
  readonly #doc: Y.Doc;
  readonly #manager: Y.UndoManager;
  readonly #why: (effect: Effect) => string | null;
  /** Client ids this tab has written as; Yjs takes a new one when another tab turns out to use it. */
  readonly #clients = new Set<number>();
  /** Things that held others' work when they were deleted: brought back by us, all of it bears our client id. */
  readonly #shared = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #capturing: string | null = null;
  #lastAct = 0;
  #doing = '';
  #batch: string | null = null;

  /** `why` says in plain words why the server would refuse this effect, or null. */
  constructor(doc: Y.Doc, why: (effect: Effect) => string | null) {
    this.#doc = doc;
    this.#why = why;
    this.#manager = new Y.UndoManager(
      SCOPE.map((name) => doc.getMap(name)),
      {
        trackedOrigins: new Set([MINE]),
        captureTimeout: Number.POSITIVE_INFINITY,
        // Without it, undoing a move that won over someone's at the same moment takes the card's place away for good.
        ignoreRemoteMapChanges: true,
      },
    );
    this.#manager.on('stack-item-added', ({ stackItem }) => {
      stackItem.meta.set('turn', ++turns);
      if (!stackItem.meta.has('doing')) stackItem.meta.set('doing', this.#doing);
      if (this.#batch) stackItem.meta.set('batch', this.#batch);
      this.#changed();
    });
    this.#manager.on('stack-cleared', () => this.#changed());
  }

  /**
   * Do it as one step; `doing` names it ("moving a card"). Steps with the same `capture` in a row become one. Those of
   * the same `batch` stay apart, so that no update gets too large for the server, and are taken back together.
   */
  act<T>(doing: string, run: () => T, capture: string | null = null, batch: string | null = null): T {
    const now = Date.now();
    const goesOn = capture !== null && capture === this.#capturing && now - this.#lastAct < PAUSE_MS;
    if (!goesOn) this.#manager.stopCapturing();
    this.#capturing = capture;
    this.#lastAct = now;
    this.#doing = doing;
    this.#batch = batch;
    this.#clients.add(this.#doc.clientID);
    return this.#doc.transact(run, MINE);
  }

  /** What comes next is a step of its own. */
  endGesture(): void {
    this.#capturing = null;
    this.#manager.stopCapturing();
  }

  undo(): Undone {
    return this.#back('undo');
  }

  redo(): Undone {
    return this.#back('redo');
  }

  /** When the last step was made (or taken back), among all steps of all documents; 0: there is none. */
  lastTurn(way: 'undo' | 'redo'): number {
    const stack = way === 'undo' ? this.#manager.undoStack : this.#manager.redoStack;
    return stack.at(-1)?.meta.get('turn') ?? 0;
  }

  canUndo(): boolean {
    return this.#manager.canUndo();
  }

  canRedo(): boolean {
    return this.#manager.canRedo();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Before a thing is deleted: remember whether others have worked in it. */
  noteDeleting(root: Scope, id: string): void {
    if (this.holdsOthersWork(root, id)) this.#shared.add(`${root}/${id}`);
  }

  /** Whether anyone else has written in this thing. */
  holdsOthersWork(root: Scope, id: string): boolean {
    if (this.#shared.has(`${root}/${id}`)) return true;
    const entry = this.#doc.getMap<unknown>(root).get(id);
    if (!(entry instanceof Y.Map)) return false;
    const unlike = [
      ...PLACING,
      ...(root in SERVER_KEYS ? SERVER_KEYS[root as keyof typeof SERVER_KEYS] : []),
    ];
    return [...(entry as Entry)._map].some(([key, item]) => !unlike.includes(key) && this.#isOthers(item));
  }

  /** Whether someone else put this thing there. */
  isOthers(root: Scope, id: string): boolean {
    const item = this.#doc.getMap(root)._map.get(id);
    return item !== undefined && !item.deleted && !this.#clients.has(item.id.client);
  }

  destroy(): void {
    this.#manager.destroy();
    this.#listeners.clear();
  }

  #back(way: 'undo' | 'redo'): Undone {
    this.endGesture();
    const stack = () => (way === 'undo' ? this.#manager.undoStack : this.#manager.redoStack);
    for (let step = stack().at(-1); step; step = stack().at(-1)) {
      const doing: string = step.meta.get('doing') ?? '';
      const together = this.#together(stack(), step);
      const refusal = together.map((one) => this.#refusal(one)).find(Boolean);
      if (refusal) {
        stack().splice(-together.length);
        this.#changed();
        return { done: false, say: refusal };
      }
      const done = together.map(() => this.#only(stack(), doing, way)).some(Boolean);
      if (done) return { done: true, say: `${said[way]}: ${doing}.` };
    }
    return { done: false };
  }

  /** The last step, with those before it that were made in one go with it. */
  #together(stack: readonly Step[], last: Step): Step[] {
    const batch = last.meta.get('batch');
    if (!batch) return [last];
    const before = stack.findLastIndex((one) => one.meta.get('batch') !== batch);
    return stack.slice(before + 1);
  }

  /**
   * Take back the last step alone; false if others' changes left nothing of it. Yjs by itself would go on to earlier
   * steps until one changes something, unseen by us.
   */
  #only(stack: Step[], doing: string, way: 'undo' | 'redo'): boolean {
    const earlier = stack.splice(0, stack.length - 1);
    this.#doing = doing;
    this.#batch = stack[0]?.meta.get('batch') ?? null;
    const step = this.#manager[way]();
    stack.unshift(...earlier);
    this.#changed();
    return step !== null;
  }

  #refusal(step: Step): string | null {
    for (const effect of this.#effects(step)) {
      const why = this.#why(effect);
      if (why) return why;
    }
    return null;
  }

  #effects(step: Step): Effect[] {
    const effects = new Map<string, Effect>();
    const note = (act: Effect['act']) => (struct: Y.Item | Y.GC) => {
      const found = struct instanceof Y.Item ? this.#thingOf(struct) : null;
      if (!found) return;
      const key = `${found.root}/${found.id}`;
      if (found.whole || !effects.has(key))
        effects.set(key, { root: found.root, id: found.id, act: found.whole ? act : 'change' });
    };
    this.#doc.transact((transaction) => {
      Y.iterateDeletedStructs(transaction, step.deletions, note('restore'));
      Y.iterateDeletedStructs(transaction, step.insertions, note('remove'));
    });
    return [...effects.values()];
  }

  /** Which thing of which root this struct is in, and whether it is the thing itself. */
  #thingOf(struct: Y.Item): { root: Scope; id: string; whole: boolean } | null {
    let item = struct;
    while (item.parent instanceof Y.AbstractType && item.parent._item) item = item.parent._item;
    const root = SCOPE.find((name) => this.#doc.getMap(name) === item.parent);
    return root && item.parentSub !== null ? { root, id: item.parentSub, whole: item === struct } : null;
  }

  #isOthers(item: Y.Item): boolean {
    if (item.deleted) return false;
    if (!this.#clients.has(item.id.client)) return true;
    if (!(item.content instanceof Y.ContentType)) return false;
    for (let child = item.content.type._start; child; child = child.right) {
      if (this.#isOthers(child)) return true;
    }
    return [...item.content.type._map.values()].some((child) => this.#isOthers(child));
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const said = { undo: 'Undone', redo: 'Done again' } as const;
