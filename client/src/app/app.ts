/** The app's state that is not the board: what is selected, edited, shown and said. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type * as Y from 'yjs';
import type { Note } from '../board/approval';
import type { Commands } from '../board/commands';
import type { Private } from '../board/private';
import type { Kind } from '../board/schema';
import type { BoardView } from '../board/view';
import type { Connection } from '../wire/connection';
import type { Presence } from '../wire/presence';
import { Announcer } from './announcer';
import type { Boot, Invite } from './boot';
import { Folds, openAround } from './folds';
import { keep, kept } from './kept';
import { Knocks } from './knocks';
import { Live } from './live';
import { Lost } from './lost';
import { chosenMode, keepMode, type Mode, WIDE } from './mode';
import { Myself } from './myself';
import type { Own } from './own';
import { chosenTheme, keepTheme, type Theme } from './theme';

/** Everything that belongs to one copy of the board; replaced as a whole when the room says to start afresh. */
export interface Session {
  readonly doc: Y.Doc;
  readonly view: BoardView;
  readonly commands: Commands;
  readonly presence: Presence;
  readonly connection: Connection;
  /** My own document beside the board. */
  readonly mine?: Private;
  readonly own?: Own;
}

/** The phone's tabs. */
export type Tab = 'now' | 'board' | 'add' | 'vote' | 'people';

export type Tool = 'select' | 'hand' | Kind | 'thread' | 'comment' | 'pen' | 'marker' | 'eraser';

/** x, y: the board point at the top left corner of the canvas; z: zoom (screen px per board unit). */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What the panels ask of the canvas. */
export interface CanvasControls {
  readonly size: ReadonlySignal<{ readonly w: number; readonly h: number }>;
  focusCard(id: string): void;
  /** Bring a card into sight; the focus stays where it is. */
  showCard(id: string): void;
  zoomTo(z: number): void;
  zoomBy(factor: number): void;
  zoomToFit(): void;
  /** Bring a part of the board into sight, as large as it fits. */
  lookAt(box: Omit<CardBox, 'id'>): void;
  zoomToSelection(): void;
  /** Where cards are drawn, for those who lay them out: with the heights they have here. */
  boxesOf(cards: Iterable<string>): readonly CardBox[];
}

export interface CardBox {
  readonly id: string;
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** Where a menu hangs: an element, or a point on screen. */
export type Anchor = Element | { readonly x: number; readonly y: number };

/** What lies over the board; one at a time. Focus goes back where it was when it closes. */
export type Overlay =
  | { readonly kind: 'card-menu'; readonly card: string; readonly at: Anchor }
  | { readonly kind: 'move'; readonly card: string; readonly at: Anchor }
  | { readonly kind: 'react'; readonly card: string; readonly at: Anchor }
  | { readonly kind: 'turn'; readonly card: string; readonly at: Anchor }
  | { readonly kind: 'beside'; readonly card: string; readonly after: boolean }
  | { readonly kind: 'thread'; readonly card: string }
  | { readonly kind: 'comments'; readonly card: string }
  | { readonly kind: 'delete'; readonly cards: readonly string[] }
  /** Where the pointer asked, on the board: what can be done there. */
  | {
      readonly kind: 'floor-menu';
      readonly at: Anchor;
      readonly spot: readonly [number, number];
      readonly drawing?: readonly string[];
    }
  /** For all that is selected. */
  | { readonly kind: 'group-menu'; readonly at: Anchor }
  | { readonly kind: 'find' }
  | { readonly kind: 'lineage'; readonly card: string }
  /** What a drawing shows, in words. */
  | { readonly kind: 'drawing'; readonly strokes: readonly string[] }
  /** Dropped or pasted: each becomes a story, or the first is put on this one. */
  | {
      readonly kind: 'pictures';
      readonly files: readonly File[];
      readonly spot: readonly [number, number];
      readonly zone: string | null;
      readonly card: string | null;
    }
  | { readonly kind: 'plan' }
  | { readonly kind: 'move-on'; readonly stage: string; readonly why: string }
  | { readonly kind: 'lost' }
  /** Null: a new zone. */
  | { readonly kind: 'zone'; readonly zone: string | null }
  | { readonly kind: 'zone-menu'; readonly zone: string; readonly at: Anchor }
  | { readonly kind: 'desk' | 'own-words'; readonly card: string }
  | { readonly kind: 'vote' | 'start-vote' }
  /** Null: the newest. */
  | { readonly kind: 'results'; readonly poll: string | null }
  | { readonly kind: 'approval' | 'queue' | 'notes' }
  | { readonly kind: 'door' | 'people' | 'unsent' | 'invite' | 'keys' | 'settings' | 'talk' };

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; run(): void };
}

export class App {
  readonly me: Myself;
  readonly boot: Boot;
  readonly session: Signal<Session>;
  /** Goes with the session: its changes as signals, its people, its unsent cards. */
  readonly live: Signal<Live>;
  readonly selection = signal<ReadonlySet<string>>(new Set());
  readonly editing = signal<string | null>(null);
  readonly tool = signal<Tool>('select');
  /** A press adds a card to what is selected, or takes it out: what Shift does, for one finger or one key. */
  readonly several = signal(false);
  /** Cards that fit what is being looked for. */
  readonly found = signal<ReadonlySet<string>>(new Set());
  /** Whose view I follow, by participant. */
  readonly following = signal<string | null>(null);
  /** Others' pointers can be turned off. */
  readonly pointersOn = signal(kept('pointers') !== 'off');
  readonly mode: Signal<Mode>;
  readonly theme: Signal<Theme>;
  readonly camera = signal<Camera>({ x: 0, y: 0, z: 1 });
  readonly canvas = signal<CanvasControls | null>(null);
  readonly overlay = signal<Overlay | null>(null);
  /** How others come in; facilitators only. */
  readonly invite: Signal<Invite | null>;
  /** Facilitators: how many people wait to be let in. */
  readonly door = signal(0);
  readonly knocks = new Knocks(this, this.door);
  /** Facilitators: how many cards wait for a yes; which, and in what words, tells `deskSign`. */
  readonly desk = signal(0);
  readonly deskSign = signal('');
  readonly handed = new Knocks(this, this.desk);
  /** Messages to me about cards of mine, the newest first, and how many I have not looked at. */
  readonly notes = signal<readonly Note[]>([]);
  readonly unread = signal(0);
  /** When the newest message came that I have looked at. */
  readUpTo = 0;
  /** Facilitators: whether what they run the room with is open. */
  readonly dock: Signal<boolean>;
  readonly toasts = signal<readonly Toast[]>([]);
  readonly tab: Signal<Tab>;
  /** Narrower than 720 px: the phone's tabs instead of bars and columns. */
  readonly narrow = signal(false);
  /** Single-key shortcuts (V, S, M …) can be turned off (WCAG 2.1.4). */
  readonly keysOn = signal(kept('keys') !== 'off');
  readonly announcer = new Announcer();
  readonly folds: Folds;
  /** My words that the board did not take. */
  readonly lost: Lost;
  /** The one selected card, if it is one. */
  readonly selected = computed(() =>
    this.selection.value.size === 1 ? [...this.selection.value][0]! : null,
  );
  #lastToast = 0;
  #giveBack: { element: Element | null; card: string | null } = { element: null, card: null };

  constructor(boot: Boot, session: Session) {
    this.boot = boot;
    this.folds = new Folds(boot.board.id);
    this.me = boot.me instanceof Myself ? boot.me : new Myself(boot.me);
    this.invite = signal(boot.invite ?? null);
    this.lost = new Lost(boot.board.id);
    this.session = signal(session);
    this.live = signal(new Live(boot, session, this.announcer));
    this.mode = signal(chosenMode());
    this.tab = signal(boot.me.role === 'observer' ? 'board' : 'add');
    this.theme = signal(chosenTheme());
    this.dock = signal(
      boot.me.role === 'facilitator' && kept('dock') !== 'closed' && matchMedia(WIDE).matches,
    );
  }

  /** Go on with another copy of the board; nothing of the old one stays selected or open. */
  begin(session: Session): void {
    this.live.peek().stop();
    batch(() => {
      this.session.value = session;
      this.live.value = new Live(this.boot, session, this.announcer);
      this.selection.value = new Set();
      this.editing.value = null;
    });
  }

  /** Say something to people who listen: politely, gathered; urgent only for one's own failures. */
  announce(text: string, urgent = false): void {
    if (urgent) this.announcer.alert(text);
    else this.announcer.say(text);
  }

  /** A short message at the bottom, also spoken; at most three at once, the oldest goes. */
  toast(text: string, action?: Toast['action']): void {
    this.#show({ id: ++this.#lastToast, text, ...(action ? { action } : {}) });
    this.announce(action ? `${text} ${action.label} is possible.` : text);
  }

  /** Why something was not done, said at once; not twice in a row. */
  refuse(why: string): void {
    this.announce(why, true);
    if (this.toasts.peek().at(-1)?.text !== why) this.#show({ id: ++this.#lastToast, text: why });
  }

  #show(toast: Toast): void {
    this.toasts.value = [...this.toasts.value.slice(-2), toast];
  }

  dropToast(id: number): void {
    this.toasts.value = this.toasts.value.filter((toast) => toast.id !== id);
  }

  /** Open a menu, list or dialog; remembers where the focus was. */
  open(overlay: Overlay): void {
    if (!this.overlay.peek()) {
      const element = document.activeElement;
      const card = element?.closest<HTMLElement>('[data-id]')?.dataset.id ?? null;
      this.#giveBack = { element, card };
    }
    this.overlay.value = overlay;
  }

  /** Close it and give the focus back, to the same card if its element has gone meanwhile. */
  close(): void {
    if (!this.overlay.peek()) return;
    this.overlay.value = null;
    setTimeout(() => this.#returnFocus());
  }

  /** Only when the focus is nowhere: who opened a field meanwhile keeps it. */
  #returnFocus(): void {
    const now = document.activeElement;
    if (this.overlay.peek() || (now && now !== document.body)) return;
    const { element, card } = this.#giveBack;
    if (element instanceof HTMLElement && element.isConnected && element !== document.body) element.focus();
    else if (card && this.session.peek().view.cards.has(card)) this.focusCard(card);
    else document.querySelector<HTMLElement>('main')?.focus();
  }

  /** Leave a dialog for a card. While it is open, nothing behind it takes the focus. */
  leaveFor(card: string): void {
    this.close();
    requestAnimationFrame(() => requestAnimationFrame(() => this.focusCard(card)));
  }

  /** Bring a card into view and put the focus on it, whichever view is shown. */
  focusCard(id: string): void {
    openAround(this, id);
    this.selection.value = new Set([id]);
    if (this.mode.peek() === 'canvas' && this.canvas.peek()) this.canvas.peek()!.focusCard(id);
    else this.#focusDrawn(id);
  }

  /** A long list is drawn in parts: wait some frames for the card's row. Who goes to another card meanwhile stays there. */
  #focusDrawn(card: string, frames = 60): void {
    requestAnimationFrame(() => {
      if (this.selected.peek() !== card) return;
      const row = document.getElementById(`card-${card}`);
      if (row) row.focus();
      else if (frames) this.#focusDrawn(card, frames - 1);
    });
  }

  /** Board or outline: the same page at the same address; the chosen card has the focus in either. */
  show(mode: Mode): void {
    if (this.mode.peek() === mode) return;
    const card = this.selected.peek();
    this.mode.value = mode;
    keepMode(mode);
    if (card && mode === 'outline') this.focusCard(card);
  }

  wear(theme: Theme): void {
    this.theme.value = theme;
    keepTheme(theme);
  }

  showDock(open: boolean): void {
    this.dock.value = open;
    keep('dock', open ? null : 'closed');
  }

  useKeys(on: boolean): void {
    this.keysOn.value = on;
    keep('keys', on ? 'on' : 'off');
  }

  showPointers(on: boolean): void {
    this.pointersOn.value = on;
    keep('pointers', on ? 'on' : 'off');
  }

  undo(): void {
    const { done, say } = this.session.peek().commands.undo();
    if (say || !done) this.announce(say ?? 'Nothing to undo.', !done);
  }

  redo(): void {
    const { done, say } = this.session.peek().commands.redo();
    if (say || !done) this.announce(say ?? 'Nothing to do again.', !done);
  }
}
