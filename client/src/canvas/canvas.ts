/**
 * The canvas: cards as elements in one layer that the camera moves, threads and far cards painted beneath them.
 *
 * One frame loop, and it runs only when something changed. What changed is noted (`schedule`, the placement's `moved`,
 * the flags below) and taken up in `#frame` in one order: gestures, presence, gliding cards, camera, mounting, threads,
 * paint. Nothing in it reads layout: heights come from a ResizeObserver, places from the board.
 */
import { effect, type ReadonlySignal, untracked } from '@preact/signals-core';
import { edit, untie } from '../app/act';
import type { App, Camera, CanvasControls, Session } from '../app/app';
import { zoneKind } from '../app/words';
import { CARD_SIZE, type CardView } from '../board/schema';
import type { Change } from '../board/view';
import { around, type Box, centreOf, grown, type Point } from './box';
import { FAR_ZOOM, panned, type Size, seen, toBoard, zoomedAt } from './camera';
import { Cards } from './cards';
import { choose } from './choose';
import { onThemeChange, readColours } from './colour';
import { Cursors } from './cursors';
import { add, fitsWell } from './deed';
import type { Surroundings } from './describe';
import { Editor } from './editor';
import { type Corner, cornerAt, onHandle, topmost, zoneAt } from './hit';
import { Keyboard } from './keyboard';
import { Labels } from './labels';
import { lineageOf } from './lineage';
import { stillness } from './motion';
import { Others } from './others';
import { Painter } from './paint';
import { type Placed, Placement } from './placed';
import { Runs } from './runs';
import { Ghost, Sheet } from './sheet';
import { Sight } from './sight';
import { gapsOf, type Line } from './thread';
import { Toolbar } from './toolbar';
import type { Pointer } from './tools/state';
import { Tools } from './tools/tools';
import { Zones } from './zone';
import './canvas.css';

/** After a drop the others keep seeing the card where it was let go, until the board has told them. */
const LET_GO_MS = 400;
/** The frame stands this far off the card (same-room.css, .card__frame). */
const FRAME = 8;
const REACH = 12;
const FINGER_REACH = 22;
/** With more cards selected than this, tracing all their threads would show nothing. */
const TRACED = 20;

/** Boards that have had their first look: a copy that replaces another keeps the camera. */
const looked = new WeakSet<App>();

export class Canvas implements CanvasControls {
  readonly host: HTMLElement;
  readonly app: App;
  readonly session: Session;
  readonly sight: Sight;
  readonly size: ReadonlySignal<Size>;
  readonly placement = new Placement();
  readonly runs = new Runs(this.placement);
  readonly zones: Zones;
  readonly cards: Cards;
  readonly tools: Tools;
  readonly toolbar: Toolbar;
  readonly ghost: Ghost;
  readonly #sheet: Sheet;
  readonly #others: Others;
  readonly #painter: Painter;
  readonly #cursors: Cursors;
  readonly #labels: Labels;
  readonly #editor: Editor;
  readonly #keyboard: Keyboard;
  readonly #life = new AbortController();
  #corner = { left: 0, top: 0 };
  #frameAsked = 0;
  #lastFrame = 0;
  #lookedAt: Camera | null = null;
  #peopleMoved = true;
  #hovered: string | null = null;
  #offering: string | null = null;
  #chosen: ReadonlySet<string> = new Set();
  #traced: ReadonlySet<string> = new Set();
  #drawing: Line | null = null;
  #lettingGo: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, app: App, session: Session) {
    this.host = host;
    this.app = app;
    this.session = session;
    this.sight = new Sight(app.camera);
    this.size = this.sight.size;
    const { signal } = this.#life;
    this.#sheet = new Sheet(host);
    this.#others = new Others(session.presence, session.view, app.me);
    this.zones = new Zones(this.#sheet.zones, session.view);
    this.cards = new Cards(this.#sheet.cards, this.placement, this.#surroundings(), () => this.schedule());
    this.#painter = new Painter(this.#sheet.under, this.#sheet.over, readColours(host));
    this.#cursors = new Cursors(this.#sheet.marks);
    this.#labels = new Labels(this.#sheet.marks, (thread, label) => this.#openThread(thread, label));
    this.ghost = new Ghost(this.#sheet.cards);
    this.toolbar = new Toolbar(this, signal);
    this.#editor = new Editor(this, signal);
    this.#keyboard = new Keyboard(this, signal);
    this.tools = new Tools(this, signal);
    this.#fill();
    this.#listen(signal);
    this.#follow(signal);
  }

  destroy(): void {
    this.#life.abort();
    cancelAnimationFrame(this.#frameAsked);
    clearTimeout(this.#lettingGo);
    this.tools.cancel();
    this.#editor.destroy();
    this.cards.destroy();
    this.#cursors.destroy();
    this.#sheet.destroy();
  }

  // For the panels

  focusCard(id: string): void {
    const placed = this.placement.get(id);
    if (!placed) return;
    this.sight.reveal(placed, FAR_ZOOM);
    this.cards.rove(id);
    this.#sheet.look(this.camera); // A layer that is hidden from afar cannot take the focus.
    this.cards.mount(placed).el.focus({ preventScroll: true });
  }

  zoomTo(z: number): void {
    this.sight.zoomTo(z);
  }

  zoomBy(factor: number): void {
    this.sight.zoomBy(factor);
  }

  zoomToFit(): void {
    const all = this.#extent();
    if (all) this.sight.fit(all);
  }

  // For the tools

  get camera(): Camera {
    return this.app.camera.peek();
  }

  get corner(): { readonly left: number; readonly top: number } {
    return this.#corner;
  }

  get spaceHeld(): boolean {
    return this.#keyboard.space;
  }

  get selection(): ReadonlySet<string> {
    return this.app.selection.peek();
  }

  look(camera: Camera): void {
    this.sight.look(camera);
  }

  cardAt(x: number, y: number): Placed | null {
    const under = this.placement.index.at(x, y);
    return topmost(under.filter(({ id }) => this.selection.has(id))) ?? topmost(under);
  }

  zoneAt(x: number, y: number): string | null {
    return zoneAt(this.zones.all.values(), x, y)?.id ?? null;
  }

  /** A corner or a handle of the one selected card; `corner` null for a handle that threads are drawn from. */
  gripAt({ x, y, finger }: Pointer): { card: Placed; corner: Corner | null } | null {
    const [card] = this.selection.size === 1 ? this.selected() : [];
    if (!card || this.camera.z < FAR_ZOOM || this.session.commands.mayAdd() !== true) return null;
    const frame = grown(card, FRAME);
    const reach = (finger ? FINGER_REACH : REACH) / this.camera.z;
    if (onHandle(frame, x, y, reach)) return { card, corner: null };
    const corner = this.session.commands.mayEdit(card.id) === true ? cornerAt(frame, x, y, reach) : null;
    return corner && { card, corner };
  }

  /** What a key acts on: what is selected, else what has the focus. */
  inHand(): Placed[] {
    const focused = this.focused();
    return this.selection.size || !focused ? this.selected() : [focused];
  }

  selected(): Placed[] {
    return [...this.selection].map((id) => this.placement.get(id)).filter((placed) => placed !== undefined);
  }

  select(ids: Iterable<string>): void {
    const chosen = new Set(ids);
    const same = chosen.size === this.selection.size && [...chosen].every((id) => this.selection.has(id));
    if (!same) this.app.selection.value = chosen;
  }

  selectAll(): void {
    this.select(this.placement.all.keys());
    this.saySelection();
  }

  /** Clicked: this card alone; with Shift, one more or one fewer. */
  pick(id: string, more: boolean): void {
    const rest = [...this.selection].filter((other) => other !== id);
    if (!more) this.select([id]);
    else this.select(this.selection.has(id) ? rest : [...rest, id]);
    this.cards.rove(id);
    this.placement.get(id)?.face?.el.focus({ preventScroll: true });
    if (more) this.saySelection();
  }

  saySelection(): void {
    const { size } = this.selection;
    this.app.announce(size === 1 ? '1 card selected.' : `${size} cards selected.`);
  }

  hover(id: string | null): void {
    if (id === this.#hovered) return;
    const before = this.#hovered && this.placement.get(this.#hovered);
    this.#hovered = id;
    if (before) this.cards.show(before);
    const now = id && this.placement.get(id);
    if (now) this.cards.show(now);
  }

  /** Where my pointer is, for the others. */
  point(cursor: Point | null): void {
    this.session.presence.me({ cursor });
  }

  /** Cards in my hand, for the others. */
  hold(ids: string[], dragging: Record<string, Point>): void {
    clearTimeout(this.#lettingGo);
    this.session.presence.me({ holding: ids, dragging });
  }

  letGo(): void {
    clearTimeout(this.#lettingGo);
    this.#lettingGo = setTimeout(() => this.session.presence.me({ holding: [], dragging: {} }), LET_GO_MS);
  }

  frameBox(box: Record<'left' | 'top' | 'width' | 'height', number> | null): void {
    const { marquee } = this.#sheet;
    marquee.hidden = box === null;
    for (const [side, length] of Object.entries(box ?? {})) marquee.style.setProperty(side, `${length}px`);
  }

  draw(line: Line | null): void {
    this.#drawing = line;
    this.schedule();
  }

  /** Show which cards a thread from this one could end at. */
  offer(from: string | null): void {
    if (from === this.#offering) return;
    this.#offering = from;
    this.cards.showAll();
  }

  /** Say why something may not be done; false where it may. */
  refuses(may: true | string): boolean {
    if (may !== true) this.app.toast(may);
    return may !== true;
  }

  // For the keyboard

  focusHost(): void {
    this.host.focus({ preventScroll: true });
  }

  /** The card that has the focus. */
  focused(): Placed | null {
    const element = document.activeElement?.closest('[data-id]');
    return (element && this.cards.of(element)) ?? null;
  }

  focusSelected(): void {
    const [first] = this.selection;
    if (first) this.focusCard(first);
    else this.focusHost();
  }

  goTo(id: string): void {
    this.select([id]);
    this.focusCard(id);
  }

  nearestToMiddle(): Placed | null {
    const view = seen(this.camera, this.size.peek());
    const [x, y] = centreOf(view);
    const off = (card: Placed) => Math.hypot(centreOf(card)[0] - x, centreOf(card)[1] - y);
    return [...this.placement.all.values()].sort((a, b) => off(a) - off(b))[0] ?? null;
  }

  /** Escape: let go of the gesture, else of the tool, else of the selection. */
  letBe(): boolean {
    if (this.tools.cancel()) return true;
    const had = this.app.tool.peek() !== 'select' || this.selection.size > 0;
    if (this.app.tool.peek() !== 'select') this.app.tool.value = 'select';
    else this.select([]);
    return had;
  }

  openMenu(card: string, at?: { x: number; y: number }): void {
    const el = this.placement.get(card)?.face?.el;
    if (!this.selection.has(card)) this.select([card]);
    if (at || el) this.app.open({ kind: 'card-menu', card, at: at ?? el! });
  }

  // Inside

  #surroundings(): Surroundings {
    const people = () => this.app.live.peek().people;
    return {
      view: this.session.view,
      me: this.app.me,
      holder: (card) => this.#others.holder(card),
      carets: (card) => this.#others.carets(card),
      personName: (participant) => people().nameOf(participant),
      selected: (card) => (!this.#chosen.has(card) ? 'no' : this.#chosen.size === 1 ? 'alone' : 'among'),
      marks: (card) => this.#marks(card),
    };
  }

  #marks(card: string): string[] {
    const from = this.#offering;
    const hover = card === this.#hovered ? ['is-hover'] : [];
    if (!from || from === card) return hover;
    return [...hover, fitsWell(this, from, card) ? 'is-offered' : 'is-faded'];
  }

  #fill(): void {
    const { view } = this.session;
    this.zones.show();
    this.runs.gaps = gapsOf(this.zones.all.values());
    this.placement.fill(view.cards.values());
    this.runs.fill(view.threads.values());
    this.#roveFirst();
  }

  /** Tab reaches the board's first card; without cards, the canvas itself. */
  #roveFirst(): void {
    const { view } = this.session;
    const zones = [...view.zoneList().map(({ id }) => id), null];
    const first = zones.flatMap((zone) => view.cardsIn(zone).slice(0, 1))[0];
    this.cards.rove(first?.id ?? null);
  }

  #listen(signal: AbortSignal): void {
    const { host, session } = this;
    const on = <K extends keyof HTMLElementEventMap>(name: K, act: (event: HTMLElementEventMap[K]) => void) =>
      host.addEventListener(name, act, { signal, passive: false });
    on('wheel', (event) => this.#wheel(event));
    on('dblclick', (event) => this.#doubled(event));
    on('contextmenu', (event) => this.#asked(event));
    on('focusin', (event) => this.#focusCame(event));
    on('pointerdown', () => this.#measureCorner());
    on('pointerenter', () => this.#measureCorner());
    // The browser scrolls what it focuses or finds into view; the camera does that here.
    on('scroll', () => host.scrollTo(0, 0));
    const sized = new ResizeObserver(() => this.#resized());
    sized.observe(host);
    const stops = [
      () => sized.disconnect(),
      onThemeChange(() => this.#dressed()),
      session.view.onChange((change) => this.#changed(change)),
      session.presence.onChange(() => this.#peopleChanged()),
    ];
    signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
    });
  }

  #follow(signal: AbortSignal): void {
    const { app } = this;
    const follow = <T>(what: ReadonlySignal<T>, act: (now: T) => void) => {
      const stop = effect(() => {
        const now = what.value;
        untracked(() => act(now));
      });
      signal.addEventListener('abort', stop);
    };
    follow(app.camera, (camera) => this.#cameraMoved(camera));
    follow(app.selection, (selection) => this.#selectionChanged(selection));
    follow(app.editing, (card) => this.#editor.show(card));
    follow(app.tool, (tool) => {
      this.host.dataset.tool = tool;
      this.tools.go(this.tools.rest());
    });
  }

  schedule(): void {
    this.#frameAsked ||= requestAnimationFrame((now) => this.#frame(now));
  }

  #frame(now: number): void {
    this.#frameAsked = 0;
    const passed = Math.min(64, now - this.#lastFrame);
    this.#lastFrame = now;
    let more = this.tools.frame();
    if (this.#peopleMoved) this.#readPeople();
    more = this.placement.glide(passed) || more;
    more = this.sight.frame(now) || more;
    this.#firstLook();
    more = this.#showCards() || more;
    this.#runThreads();
    this.#paint();
    if (more) this.schedule();
  }

  /** True while cards are waiting to be mounted. */
  #showCards(): boolean {
    const { camera } = this;
    if (camera !== this.#lookedAt) this.#sheet.look(camera);
    this.#lookedAt = camera;
    const far = camera.z < FAR_ZOOM;
    this.host.tabIndex = far || !this.cards.roving ? 0 : -1;
    if (far) {
      if (this.focused()) this.focusHost();
      return false;
    }
    for (const id of this.placement.moved) if (this.placement.get(id)?.face === null) this.cards.recull();
    this.cards.cull(seen(camera, this.size.peek()));
    return this.cards.mountSome();
  }

  #runThreads(): void {
    const { moved } = this.placement;
    if (!moved.size) return;
    this.runs.rerun(moved);
    moved.clear();
    this.#label();
  }

  #paint(): void {
    this.#painter.paint({
      camera: this.camera,
      size: this.size.peek(),
      placement: this.placement,
      runs: this.runs,
      traced: this.#traced,
      selection: this.#chosen,
      drawing: this.#drawing,
    });
    const busy = this.#editor.card !== null || this.tools.state.name === 'dragging';
    this.toolbar.show(this.#chosen, busy);
    this.toolbar.place(this.selected());
  }

  #cameraMoved(camera: Camera): void {
    const { w, h } = this.size.peek();
    const middle = centreOf(seen(camera, { w, h }));
    this.session.presence.me({ view: [...middle, camera.z] });
    this.schedule();
  }

  #firstLook(): void {
    const all = this.#extent();
    if (looked.has(this.app) || !all || !this.size.peek().w) return;
    looked.add(this.app);
    this.sight.open(all);
  }

  #extent(): Box | null {
    return around([...this.zones.all.values(), ...this.placement.all.values()]);
  }

  #resized(): void {
    this.sight.resize(this.host.clientWidth, this.host.clientHeight);
    this.#measureCorner();
    this.#painter.resize(this.size.peek());
    this.schedule();
  }

  #measureCorner(): void {
    this.#corner = this.host.getBoundingClientRect();
  }

  #dressed(): void {
    this.#painter.wear(readColours(this.host));
    this.schedule();
  }

  // The board and the people on it

  #changed(change: Change): void {
    const { view } = this.session;
    for (const id of change.cards) this.#cardChanged(id, change.local);
    for (const id of change.threads)
      for (const card of this.runs.set(id, view.threads.get(id))) this.#touch(card);
    if (change.cards.size || change.zones.size) this.zones.show();
    if (change.zones.size) this.#zonesMoved();
    if (change.info) this.cards.showAll();
    if (change.threads.size) this.#trace();
    this.schedule();
  }

  #cardChanged(id: string, local: boolean): void {
    const card = this.session.view.cards.get(id);
    const placed = this.placement.get(id);
    if (!card) {
      if (placed) this.#cardGone(placed);
    } else if (placed) this.#cardMoved(placed, card, local);
    else this.#cardCame(card, local);
  }

  #cardCame(card: CardView, local: boolean): void {
    this.placement.add(card);
    this.cards.welcome(card.id);
    if (local) this.#editor.fresh.add(card.id);
    if (!this.cards.roving) this.cards.rove(card.id);
  }

  #cardMoved(placed: Placed, card: CardView, local: boolean): void {
    const dragged = this.#others.dragged(placed.id);
    this.placement.update(placed, card, !local && !dragged && !stillness());
    if (dragged && !placed.lifted) this.placement.send(placed, dragged, !stillness());
    this.cards.show(placed);
  }

  #cardGone(placed: Placed): void {
    if (this.app.editing.peek() === placed.id) this.app.editing.value = null;
    if (this.focused() === placed) this.focusHost();
    this.cards.unmount(placed);
    this.placement.remove(placed);
    this.select([...this.selection].filter((id) => id !== placed.id));
    if (this.cards.roving === placed.id) this.#roveFirst();
  }

  /** A card whose threads changed: its lines end elsewhere, and it may need one no longer. */
  #touch(card: string): void {
    const placed = this.placement.get(card);
    if (!placed) return;
    this.placement.moved.add(card);
    this.cards.show(placed);
  }

  #zonesMoved(): void {
    this.runs.gaps = gapsOf(this.zones.all.values());
    this.runs.rerunAll();
    this.#label();
  }

  #peopleChanged(): void {
    this.#peopleMoved = true;
    this.schedule();
  }

  #readPeople(): void {
    this.#peopleMoved = false;
    const { changed, dragged } = this.#others.read();
    for (const id of changed) {
      const placed = this.placement.get(id);
      if (placed) this.cards.show(placed);
    }
    for (const id of dragged) {
      const placed = this.placement.get(id);
      const [x, y] = this.#others.dragged(id) ?? placed?.card.pos ?? [0, 0];
      if (placed && !placed.lifted) this.placement.send(placed, [x, y], !stillness());
    }
    const { presence, view } = this.session;
    this.#cursors.show(presence.others, seen(this.camera, this.size.peek()), view.info.departments);
  }

  // What is selected

  #selectionChanged(selection: ReadonlySet<string>): void {
    const before = this.#chosen;
    this.#chosen = selection;
    for (const id of new Set([...before, ...selection])) {
      const placed = this.placement.get(id);
      if (placed) this.cards.show(placed);
    }
    this.#trace();
    this.schedule();
  }

  #trace(): void {
    const few = this.#chosen.size <= TRACED ? this.#chosen : [];
    this.#traced = lineageOf(few, (card) => this.runs.threadsOf(card));
    this.#label();
  }

  #label(): void {
    const traced = [...this.#traced].map((id) => this.runs.all.get(id)).filter((run) => run !== undefined);
    this.#labels.show(traced);
  }

  #openThread(id: string, label: HTMLElement): void {
    const { view, commands } = this.session;
    const thread = view.threads.get(id);
    if (!thread) return;
    const ends = [thread.from, thread.to].map((card) => ({
      words: `Go to ${view.cards.get(card)?.label || 'the card'}`,
      run: () => this.goTo(card),
    }));
    const away = { words: 'Take the thread away', run: () => untie(this.app, id) };
    const may = commands.mayDeleteThread(id) === true;
    const { left, bottom } = label.getBoundingClientRect();
    const at = { sx: left - this.#corner.left, sy: bottom - this.#corner.top + 4 };
    choose(this.host, 'This thread', at, may ? [...ends, away] : ends);
  }

  // Events of the host

  /** A wheel pans; with Ctrl, and so by a pinch on a touchpad, it zooms. */
  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const [dx, dy] = [event.deltaX * step, event.deltaY * step];
    const { clientX, clientY } = event;
    const { left, top } = this.#corner;
    const turn = Math.exp(-Math.max(-30, Math.min(30, dy)) * 0.01);
    if (event.ctrlKey || event.metaKey)
      this.look(zoomedAt(this.camera, clientX - left, clientY - top, this.camera.z * turn));
    else this.look(event.shiftKey && !dx ? panned(this.camera, -dy, 0) : panned(this.camera, -dx, -dy));
  }

  #under(event: MouseEvent): { x: number; y: number; card: Placed | null } | null {
    if (event.target instanceof Element && event.target.closest('button, textarea, [role="menu"]'))
      return null;
    const { left, top } = this.#corner;
    const [x, y] = toBoard(this.camera, event.clientX - left, event.clientY - top);
    return { x, y, card: this.cardAt(x, y) };
  }

  /** On a card: write in it. On the floor: a new card, of the kind its zone is for. */
  #doubled(event: MouseEvent): void {
    const under = this.app.tool.peek() === 'select' ? this.#under(event) : null;
    if (!under) return;
    const { x, y, card } = under;
    if (card) edit(this.app, card.id);
    else this.#addAt(x, y);
  }

  #addAt(x: number, y: number): void {
    const zone = this.zones.all.get(this.zoneAt(x, y) ?? '')?.zone;
    const kind = zone ? zoneKind(zone) : 'note';
    const at = [Math.round(x - CARD_SIZE[kind][0] / 2), Math.round(y - 20)] as const;
    add(this, kind, at, zone?.id ?? null);
  }

  #asked(event: MouseEvent): void {
    const card = this.#under(event)?.card;
    if (!card) return;
    event.preventDefault();
    this.openMenu(card.id, { x: event.clientX, y: event.clientY });
  }

  /** A card reached by Tab is shown, and selected as it would be by an arrow. */
  #focusCame({ target }: FocusEvent): void {
    const placed = target instanceof Element ? this.cards.of(target) : undefined;
    if (!placed) return;
    this.cards.rove(placed.id);
    if (!placed.face?.el.matches(':focus-visible')) return;
    this.sight.reveal(placed, FAR_ZOOM);
    if (!this.selection.has(placed.id)) this.select([placed.id]);
  }
}
