/**
 * The canvas: cards as elements in one layer that the camera moves, threads and far cards painted beneath them.
 *
 * One frame loop, and it runs only when something changed. What changed is noted (`schedule`, the placement's `moved`,
 * the flags below) and taken up in `#frame` in one order: gestures, presence, gliding cards, camera, mounting, threads,
 * paint. Nothing in it reads layout: heights come from a ResizeObserver, places from the board.
 */
import { effect, type ReadonlySignal, untracked } from '@preact/signals-core';
import type { App, Camera, CanvasControls, Session } from '../app/app';
import { untilFetched } from '../app/fetching';
import { foldZone, openAround } from '../app/folds';
import { whenIdle } from '../app/idle';
import type { Arrange } from './arrange';
import { around, type Box, centreOf, covers, grown } from './box';
import { FAR_ZOOM, panned, type Size, seen } from './camera';
import { Cards } from './cards';
import { Changes } from './changes';
import { Chosen } from './chosen';
import { Company } from './company';
import type { Surroundings } from './describe';
import type { Editor } from './editor';
import { Focus } from './focus';
import { Hand } from './hand';
import { topmost, zoneAt } from './hit';
import { Mouse } from './mouse';
import { Painter } from './paint';
import { type Placed, Placement } from './placed';
import { Runs } from './runs';
import { Ghost, Sheet } from './sheet';
import { Sight } from './sight';
import type { Skill } from './skill';
import type { Line } from './thread';
import { Tools } from './tools/tools';
import { Zones } from './zone';
import './canvas.css';
import './thin.css';

/** Boards that have had their first look: a copy that replaces another keeps the camera. */
const looked = new WeakSet<App>();

/** What comes after the first look; once it is here, a canvas that is made anew has it from its first moment. */
let fetched: typeof import('./skill') | null = null;

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
  readonly chosen = new Chosen(this);
  readonly focus: Focus;
  readonly hand: Hand;
  readonly mouse: Mouse;
  /** The space bar is down: the pointer pans. */
  space = false;
  readonly tools: Tools;
  readonly ghost: Ghost;
  /** What facilitators do to zones; null for everyone else. */
  arrange: Arrange | null = null;
  /** What is learnt when the board is there already: catching, menus of the floor, following, ink. */
  skill: Skill | null = null;
  readonly #sheet: Sheet;
  readonly company: Company;
  readonly #changes = new Changes(this);
  readonly #painter: Painter;
  /** Cards made here and not yet left: empty, they go again with Escape. */
  readonly fresh = new Set<string>();
  /** Loaded when the page has time, or someone writes. */
  #editor: Promise<Editor> | null = null;
  /** The field, once somebody wants it: tried for until it is here, however often they begin. */
  #coming: Promise<Editor> | null = null;
  #writing: () => string | null = () => null;
  readonly #life = new AbortController();
  #frameAsked = 0;
  #lastFrame = 0;
  #lookedAt: Camera | null = null;
  #drawing: Line | null = null;

  constructor(host: HTMLElement, app: App, session: Session) {
    this.host = host;
    this.app = app;
    this.session = session;
    this.sight = new Sight(app.camera);
    this.size = this.sight.size;
    const { signal } = this.#life;
    this.#sheet = new Sheet(host, () => this.#rested());
    this.company = new Company(this, () => this.#ask());
    this.zones = new Zones(this.#sheet.zones, session.view, app.folds);
    this.cards = new Cards(this.#sheet.cards, this.placement, this.#surroundings(), () => this.schedule());
    this.#painter = new Painter(this.#sheet.under, this.#sheet.ends, this.#sheet.over);
    this.ghost = new Ghost(this.#sheet.cards);
    this.focus = new Focus(this, signal);
    this.hand = new Hand(session.presence, signal);
    this.mouse = new Mouse(this, signal);
    this.tools = new Tools(this, signal);
    this.#changes.fill();
    this.#listen(signal);
    this.#follow(signal);
    if (app.me.role === 'facilitator') void this.#loadArrange(signal);
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1_000));
    if (fetched) this.#use(fetched, signal);
    else idle(() => void this.#learn(signal), { timeout: 2_000 });
  }

  destroy(): void {
    this.#life.abort();
    cancelAnimationFrame(this.#frameAsked);
    this.tools.cancel();
    this.#editor?.then((editor) => editor.destroy()).catch(() => undefined);
    this.cards.destroy();
    this.#sheet.destroy();
  }

  focusCard(id: string): void {
    this.focus.on(id);
  }

  showCard(id: string): void {
    openAround(this.app, id);
    const placed = this.placement.get(id);
    if (placed) this.sight.reveal(placed, FAR_ZOOM);
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

  lookAt(box: Box): void {
    this.sight.fit(box);
  }

  zoomToSelection(): void {
    const box = around(this.chosen.cards());
    if (box) this.sight.fit(grown(box, 24));
    else this.zoomToFit();
  }

  boxesOf(cards: Iterable<string>): Placed[] {
    return [...cards].map((id) => this.placement.get(id)).filter((card) => card !== undefined);
  }

  get camera(): Camera {
    return this.app.camera.peek();
  }

  cardAt(x: number, y: number): Placed | null {
    const under = this.placement.index.at(x, y);
    return topmost(under.filter(({ id }) => this.chosen.ids.has(id))) ?? topmost(under);
  }

  zoneAt(x: number, y: number): string | null {
    return zoneAt(this.zones.all.values(), x, y)?.id ?? null;
  }

  /** The thread that is being drawn. */
  draw(line: Line | null): void {
    this.#drawing = line;
    this.schedule();
  }

  /** Put the words on the traced threads. */
  label(): void {
    const { traced } = this.chosen;
    const runs = [...traced].flatMap((id) => this.runs.all.get(id) ?? []);
    this.skill?.label(runs.filter(({ line }) => line.length > 0));
  }

  /** Say why something may not be done; false where it may. */
  refuses(may: true | string): boolean {
    if (may !== true) this.app.refuse(may);
    return may !== true;
  }

  openMenu(card: string, at?: { x: number; y: number }): void {
    const el = this.placement.get(card)?.face?.el;
    if (!this.chosen.ids.has(card)) this.chosen.set([card]);
    if (!at && !el) return;
    if (this.chosen.ids.size > 1) this.app.open({ kind: 'group-menu', at: at ?? el! });
    else this.app.open({ kind: 'card-menu', card, at: at ?? el! });
  }

  /** What is seen now is to stay, though nothing was looked at yet. */
  keepLook(): void {
    looked.add(this.app);
  }

  /** Whether the cards are laid out or painted, as the camera says now. */
  showFar(): void {
    this.#sheet.look(this.camera);
  }

  /** Something that is drawn has changed. */
  schedule(): void {
    this.#painter.stale();
    this.#ask();
  }

  /** One more frame; what is painted stays as it is, wherever the camera or others' pointers go. */
  #ask(): void {
    this.#frameAsked ||= requestAnimationFrame((now) => this.#frame(now));
  }

  #surroundings(): Surroundings {
    return {
      view: this.session.view,
      me: this.app.me,
      board: this.app.boot.board.id,
      holder: (card) => this.company.others.holder(card),
      carets: (card) => this.company.others.carets(card),
      personName: (participant) => this.app.live.peek().people.nameOf(participant),
      selected: (card) => this.chosen.how(card),
      marks: (card) => this.chosen.marks(card),
    };
  }

  #listen(signal: AbortSignal): void {
    const { host, session } = this;
    const sized = new ResizeObserver(() => this.#resized());
    sized.observe(host);
    host.addEventListener('scroll', () => this.#scrolled(), { signal });
    host.addEventListener('click', ({ target }) => this.#clicked(target), { signal });
    const stops = [
      () => sized.disconnect(),
      session.view.onChange((change) => this.#changes.take(change)),
      session.presence.onChange(() => this.company.changed()),
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
    follow(app.selection, (selection) => {
      if (selection.size) this.arrange?.letGo();
      this.chosen.draw(selection);
    });
    follow(app.found, () => {
      this.cards.showAll();
      this.schedule();
    });
    follow(app.folds.zones, () => this.#changes.refold());
    follow(app.pointersOn, () => this.company.changed());
    follow(app.editing, (card) => {
      if (card || this.#writing()) void this.#write(signal);
    });
    whenIdle(() => void this.#loadEditor(signal).catch(() => undefined));
    follow(app.tool, (tool) => {
      this.host.dataset.tool = tool;
      if (tool !== 'select') void this.#learn(signal);
      this.tools.go(this.tools.rest());
    });
  }

  async #learn(signal: AbortSignal): Promise<void> {
    fetched ??= await untilFetched(() => import('./skill'));
    if (!signal.aborted && !this.skill) this.#use(fetched, signal);
  }

  #use({ Skill }: typeof import('./skill'), signal: AbortSignal): void {
    this.skill = new Skill(this, this.#sheet.marks, signal);
    this.host.classList.add('is-skilled');
    this.tools.came();
    this.label();
    this.company.changed();
    this.schedule();
  }

  /** The field for whichever card is to be written in by then. */
  async #write(signal: AbortSignal): Promise<void> {
    const late = () =>
      this.app.announce('The field to write in could not be loaded yet. We keep trying.', true);
    this.#coming ??= untilFetched(() => this.#loadEditor(signal), late);
    const editor = await this.#coming;
    if (!signal.aborted) editor.show(this.app.editing.peek());
  }

  #loadEditor(signal: AbortSignal): Promise<Editor> {
    this.#editor ??= import('./editor').then(
      ({ Editor }) => {
        const editor = new Editor(this, signal);
        this.#writing = () => editor.card;
        return editor;
      },
      (error) => {
        this.#editor = null;
        throw error;
      },
    );
    return this.#editor;
  }

  async #loadArrange(signal: AbortSignal): Promise<void> {
    const { Arrange } = await untilFetched(() => import('./arrange'));
    if (signal.aborted) return;
    this.arrange = new Arrange(this, signal);
    this.tools.came();
  }

  #frame(now: number): void {
    this.#frameAsked = 0;
    const passed = Math.min(64, now - this.#lastFrame);
    this.#lastFrame = now;
    let more = this.tools.frame();
    this.company.frame();
    more = this.placement.glide(passed) || more;
    more = this.sight.frame(now) || more;
    this.#firstLook();
    more = this.#showCards() || more;
    this.#runThreads();
    this.#paint();
    if (more) this.#ask();
  }

  /** True while cards are waiting to be mounted. */
  #showCards(): boolean {
    const { camera } = this;
    if (camera !== this.#lookedAt) this.#sheet.look(camera);
    const zooming = camera.z !== this.#lookedAt?.z;
    this.#lookedAt = camera;
    const far = camera.z < FAR_ZOOM;
    const stop = far || !this.cards.roving ? 0 : -1;
    if (this.host.tabIndex !== stop) this.host.tabIndex = stop;
    if (far) {
      if (this.focus.card()) this.focus.onHost();
      return false;
    }
    for (const id of this.placement.moved) if (this.placement.get(id)?.face === null) this.cards.recull();
    const culled = this.cards.cull(seen(camera, this.size.peek()));
    const waited = this.cards.queue.length;
    const more = this.cards.mountSome(zooming);
    if (culled || this.cards.queue.length < waited) this.#painter.stale(); // What is not mounted is painted.
    return more;
  }

  #runThreads(): void {
    const { moved } = this.placement;
    if (!moved.size) return;
    this.runs.rerun(moved);
    this.#painter.stale();
    moved.clear();
    this.label();
  }

  #paint(): void {
    this.#painter.paint({
      camera: this.camera,
      size: this.size.peek(),
      placement: this.placement,
      runs: this.runs,
      traced: this.chosen.traced,
      selection: this.chosen.ids,
      found: this.app.found.peek(),
      waiting: this.cards.queue,
      drawing: this.#drawing,
      ink: this.skill?.ink ?? null,
    });
    const busy = this.#writing() !== null || this.tools.state.name === 'dragging';
    this.skill?.toolbar.show(this.chosen.ids, busy);
    this.skill?.toolbar.place(this.chosen.cards());
  }

  #cameraMoved(camera: Camera): void {
    const { w, h } = this.size.peek();
    const middle = centreOf(seen(camera, { w, h }));
    this.session.presence.me({ view: [...middle, camera.z] });
    this.#ask();
  }

  #rested(): void {
    if (this.#painter.rest(this.camera)) this.#ask();
  }

  #firstLook(): void {
    const all = this.#extent();
    if (looked.has(this.app) || !all || !this.size.peek().w) return;
    looked.add(this.app);
    const [first] = this.zones.all.values();
    this.sight.open(all, first ?? all);
  }

  #extent(): Box | null {
    return around([...this.zones.all.values(), ...this.placement.all.values()]);
  }

  #resized(): void {
    const { clientWidth: w, clientHeight: h } = this.host;
    if (!w || !h) return; // the page shows something else: nothing is looked at
    const [card] = this.chosen.ids.size === 1 ? this.chosen.cards() : [];
    const shown = card && covers(seen(this.camera, this.size.peek()), card);
    this.sight.resize(w, h);
    this.#firstLook();
    if (shown && !covers(seen(this.camera, this.size.peek()), card)) this.sight.reveal(card, 0);
    this.#cameraMoved(this.camera); // the middle is elsewhere: whoever follows me goes along
    this.mouse.measure();
    this.#painter.resize(this.size.peek());
    this.schedule();
  }

  /** The browser scrolls to where the caret is and to what it finds; here the camera goes there instead. */
  #scrolled(): void {
    const { scrollLeft, scrollTop } = this.host;
    if (!scrollLeft && !scrollTop) return;
    this.host.scrollTo(0, 0);
    this.sight.look(panned(this.camera, -scrollLeft, -scrollTop));
    this.mouse.measure(); // a double click that the scrolling came into would be taken for another place
  }

  #clicked(target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest('.zone__fold') : null;
    const face = button && this.zones.faceOf(button);
    if (face) foldZone(this.app, face.id);
  }
}
