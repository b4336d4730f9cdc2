/**
 * What a hand can do beyond the first touch: cards that catch, copies that are dragged off, keys for order and zoom, a
 * long press, following someone, dropped files. Loaded once the board is there, so that opening it does not wait.
 */
import { effect, untracked } from '@preact/signals-core';
import { lower, raise, untie } from '../app/act-on';
import type { Tool } from '../app/app';
import { type Copy, copyTo } from '../app/copy';
import { untilFetched } from '../app/fetching';
import { foldZone } from '../app/folds';
import { isKind } from '../board/schema';
import { type Box, grown } from './box';
import { BARS_ZOOM, FAR_ZOOM, seen } from './camera';
import type { Canvas } from './canvas';
import { choose } from './choose';
import { Cursors } from './cursors';
import { detoured } from './detour';
import type { DrawingBoard } from './drawing-board';
import { listenForFiles } from './dropped';
import { Edges } from './edges';
import { Follow } from './follow';
import { Guides } from './guides';
import { Keyboard } from './keyboard';
import { Labels } from './labels';
import { LongPress } from './long-press';
import { MovingGroups } from './moving-groups';
import type { Placed } from './placed';
import { type Corner, cornerAt, onHandle } from './reach';
import type { Run } from './runs';
import { type Snap, snapped } from './snap';
import { StandIns } from './stand-in';
import { fitsWell } from './ties';
import { Toolbar } from './toolbar';
import { Marquee } from './tools/marquee';
import { Pinching } from './tools/pinching';
import { Placing } from './tools/placing';
import { Resizing } from './tools/resizing';
import type { Pointer, State } from './tools/state';
import { Threading } from './tools/threading';
import { ZoneNames } from './zone-names';

/** The frame stands this far off the card (same-room.css, .card__frame). */
const FRAME = 8;
const HANDLE = 12;
const FINGER_HANDLE = 22;
/** Cards catch within this many pixels. */
const REACH = 6;
/** More cards than this in sight are no help to line up with. */
const MOST = 300;

export class Skill {
  readonly toolbar: Toolbar;
  readonly cursors: Cursors;
  readonly edges: Edges;
  /** Once there is ink, or a pen in hand. */
  ink: DrawingBoard | null = null;
  readonly #canvas: Canvas;
  readonly #guides: Guides;
  readonly #standIns: StandIns;
  readonly #labels: Labels;
  #asked = false;

  /** `marks`: the layer of things that keep their size. */
  constructor(canvas: Canvas, marks: HTMLElement, signal: AbortSignal) {
    this.#canvas = canvas;
    this.#guides = new Guides(canvas.host);
    this.#standIns = new StandIns(canvas.cards.layer);
    this.#labels = new Labels(marks, (thread, label) => this.#openThread(thread, label));
    this.toolbar = new Toolbar(canvas, signal);
    this.cursors = new Cursors(marks);
    new Keyboard(canvas, signal);
    new Follow(canvas, signal);
    this.edges = new Edges(canvas, signal);
    new MovingGroups(canvas, marks, signal);
    new LongPress(canvas, signal);
    new ZoneNames(canvas, marks, signal);
    listenForFiles(canvas, signal);
    canvas.runs.round = detoured;
    canvas.runs.rerunAll();
    canvas.schedule();
    const { live } = canvas.app;
    const stops = [
      effect(() => {
        const several = canvas.app.several.value;
        untracked(() => canvas.host.classList.toggle('is-several', several));
      }),
      effect(() => {
        const draws = ['pen', 'marker', 'eraser'].includes(canvas.app.tool.value);
        live.value.watch.strokes.value;
        if (draws || canvas.session.view.strokes.size) untracked(() => void this.#takePen(signal));
      }),
      canvas.session.presence.onChange(() => {
        for (const { ink } of canvas.session.presence.others.values()) if (ink) void this.#takePen(signal);
      }),
    ];
    signal.addEventListener('abort', () => {
      this.cursors.destroy();
      for (const stop of stops) stop();
    });
  }

  async #takePen(signal: AbortSignal): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    const { DrawingBoard } = await untilFetched(() => import('./drawing-board'));
    if (signal.aborted) return;
    this.ink = new DrawingBoard(this.#canvas, signal);
    this.#canvas.tools.came();
    this.#canvas.schedule();
  }

  /** The resting state of a tool that the first parts don't know. */
  atRest(tool: Tool): State | null {
    if (isKind(tool)) return new Placing(this.#canvas, tool);
    if (tool === 'thread') return new Threading(this.#canvas, null);
    return this.ink?.atRest(tool) ?? null;
  }

  /** What a press on the selected card's frame begins. */
  onFrame(pointer: Pointer): State | null {
    const grip = this.#gripAt(pointer);
    if (!grip) return null;
    const { card, corner } = grip;
    return corner ? new Resizing(this.#canvas, card, corner, pointer) : new Threading(this.#canvas, card);
  }

  /** The card under a pointer, or the one whose handles it has just gone out to. */
  hovered(pointer: Pointer): string | null {
    const { chosen, placement, camera } = this.#canvas;
    const under = this.#canvas.cardAt(pointer.x, pointer.y);
    const before = placement.get(chosen.hovered ?? '');
    const out = before && onHandle(grown(before, FRAME), pointer.x, pointer.y, HANDLE / camera.z);
    return under?.id ?? (out ? before.id : null);
  }

  onFloor(pointer: Pointer): State {
    return new Marquee(this.#canvas, pointer);
  }

  copy(copies: readonly Copy[]): void {
    copyTo(this.#canvas.app, copies);
  }

  pinch(a: Pointer, b: Pointer): State {
    return new Pinching(this.#canvas, a, b);
  }

  label(runs: readonly Run[]): void {
    this.#labels.show(runs, this.#canvas.zones.words, this.#canvas.camera.z);
  }

  /** Whether a thread between these cards would say more than "goes with". */
  fitsWell(from: string, to: string): boolean {
    return fitsWell(this.#canvas, from, to);
  }

  /** A corner or a handle of the one selected card; `corner` null for a handle that threads are drawn from. */
  #gripAt({ x, y, finger }: Pointer): { card: Placed; corner: Corner | null } | null {
    const { chosen, camera, session } = this.#canvas;
    const [card] = chosen.ids.size === 1 ? chosen.cards() : [];
    const reach = (finger ? FINGER_HANDLE : HANDLE) / camera.z;
    if (camera.z < FAR_ZOOM || session.commands.mayJoinIn() !== true) return null;
    const pointed = this.#canvas.placement.get(chosen.hovered ?? '');
    if (pointed && pointed !== card && !finger && onHandle(grown(pointed, FRAME), x, y, reach))
      return { card: pointed, corner: null };
    if (!card) return null;
    const frame = grown(card, FRAME);
    if (onHandle(frame, x, y, reach)) return { card, corner: null };
    const corner = session.commands.mayEdit(card.id) === true ? cornerAt(frame, x, y, reach) : null;
    return corner && { card, corner };
  }

  #openThread(id: string, label: HTMLElement): void {
    const { session, focus, mouse, host, app } = this.#canvas;
    const { view, commands } = session;
    const thread = view.threads.get(id);
    if (!thread) return;
    const ends = [thread.from, thread.to].map((card) => ({
      words: `Go to ${view.cards.get(card)?.label || 'the card'}`,
      run: () => focus.goTo(card),
    }));
    const away = { words: 'Take the thread away', run: () => untie(app, id) };
    const may = commands.mayDeleteThread(id) === true;
    const { left, bottom } = label.getBoundingClientRect();
    const [sx, sy] = mouse.inHost({ clientX: left, clientY: bottom + 4 });
    choose(host, 'This thread', { sx, sy }, may ? [...ends, away] : ends);
  }

  /** How far a dragged box is to be shifted so that it catches; the lines it keeps to are shown. */
  snap(box: Box): Snap {
    const { camera, placement, zones, size } = this.#canvas;
    if (camera.z < BARS_ZOOM) return { dx: 0, dy: 0, guides: [] };
    const view = seen(camera, size.peek());
    const cards = placement.index.within(view).filter(({ lifted }) => !lifted);
    const others: Box[] = [...cards.slice(0, MOST), ...zones.all.values()];
    const snap = snapped(box, others, REACH / camera.z);
    this.#guides.show(snap.guides, camera);
    return snap;
  }

  letGo(): void {
    this.#guides.show([], this.#canvas.camera);
  }

  /** Pictures of cards where they were, while copies of them are dragged. */
  standIn(items: readonly { card: Placed; x: number; y: number }[]): void {
    this.#standIns.show(items);
  }

  /** Whether a single key was ours. */
  key(event: KeyboardEvent): boolean {
    const canvas = this.#canvas;
    const { app } = canvas;
    const ids = canvas.chosen.inHand().map(({ id }) => id);
    const { key } = event;
    if (key === '2') canvas.zoomToSelection();
    else if (key === ']' && ids.length) raise(app, ids);
    else if (key === '[' && ids.length) lower(app, ids);
    else if (key === 'x') this.#several();
    else if (key === 'f' && ids[0]) this.#fold(ids[0]);
    else if (key === 'w' && ids[0]) app.open({ kind: 'lineage', card: ids[0] });
    else if (key === 'd' && app.me.role !== 'observer') app.tool.value = 'pen';
    else if (key === 'e' && app.me.role !== 'observer') app.tool.value = 'eraser';
    else return false;
    return true;
  }

  /** The zone of a card; the focus goes to what opens it again. */
  #fold(card: string): void {
    const zone = this.#canvas.session.view.cards.get(card)?.zone ?? null;
    if (!zone) {
      this.#canvas.app.refuse('This card is in no zone, so there is nothing to fold up.');
      return;
    }
    foldZone(this.#canvas.app, zone);
    document.getElementById(`zone-fold-${zone}`)?.focus({ preventScroll: true });
  }

  /** Begin or end to select several; begun on a card, it is the first. */
  #several(): void {
    const { app, focus, chosen } = this.#canvas;
    app.several.value = !app.several.peek();
    const card = focus.card();
    if (app.several.peek() && card && !chosen.ids.has(card.id)) chosen.set([...chosen.ids, card.id]);
    app.announce(
      app.several.peek() ? 'Selecting several. Space adds a card or takes it out.' : 'Done selecting.',
    );
  }
}
