/**
 * Ink on the canvas: finished strokes are painted with the threads' ends, over the cards; those being drawn, mine and
 * others', on a sheet of their own that is there only meanwhile. Loaded when there is ink or someone takes a pen.
 */
import { effect, untracked } from '@preact/signals-core';
import { drawingOf } from '../app/drawings';
import { onThemeChange } from '../app/theme';
import { Ink } from '../board/commands/strokes';
import type { StrokeView } from '../board/schema';
import type { InkState } from '../wire/presence';
import type { Box } from './box';
import type { Canvas } from './canvas';
import { Index } from './cull';
import { InkBar } from './ink-bar';
import { INKS, MARKER, MARKER_WIDTH, type Outline, outline, WIDTHS } from './stroke';
import { Erasing } from './tools/erasing';
import { Inking } from './tools/inking';
import type { State } from './tools/state';

/** After its last point others see a stroke until the board itself has it. */
const LINGER_MS = 2_000;
/** A press this near to a stroke is on it, in board units. */
const NEAR = 6;

interface Drawn extends Box {
  readonly stroke: StrokeView;
  shape: Outline | null;
}

export interface Wet {
  readonly colour: string;
  readonly width: number;
  readonly points: number[];
}

export class DrawingBoard {
  readonly ink: Ink;
  colour: string = INKS[0];
  width: number = WIDTHS[0];
  /** A pen was used: fingers only move the board from then on. */
  penSeen = false;
  readonly #canvas: Canvas;
  readonly #all = new Map<string, Drawn>();
  readonly #index = new Index<Drawn>();
  readonly #sheet = document.createElement('canvas');
  readonly #others = new Map<string, Wet & { seen: number }>();
  readonly #fading = new Set<string>();
  readonly #bar: InkBar;
  #mine: (Wet & { readonly id: string }) | null = null;
  #colours: Readonly<Record<string, string>> = {};
  #frame = 0;

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    this.ink = new Ink(canvas.session.commands);
    this.#sheet.className = 'canvas__wet';
    this.#sheet.ariaHidden = 'true';
    this.#sheet.hidden = true;
    canvas.host.querySelector('.layer--marks')!.before(this.#sheet);
    this.#bar = new InkBar(canvas, this);
    this.#wear();
    for (const stroke of canvas.session.view.strokes.values()) this.#take(stroke.id);
    const stops = [
      onThemeChange(() => {
        this.#wear();
        canvas.schedule();
      }),
      canvas.session.view.onChange(({ strokes }) => {
        for (const id of strokes) this.#take(id);
        if (strokes.size) canvas.schedule();
      }),
      canvas.session.presence.onChange(() => this.#hear()),
      effect(() => {
        canvas.app.camera.value;
        untracked(() => this.#ask());
      }),
      effect(() => {
        const tool = canvas.app.tool.value;
        untracked(() => this.#bar.show(tool));
      }),
      () => cancelAnimationFrame(this.#frame),
    ];
    signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
    });
  }

  atRest(tool: string): State | null {
    if (tool === 'eraser') return new Erasing(this.#canvas, this);
    return tool === 'pen' || tool === MARKER ? new Inking(this.#canvas, this, tool === MARKER) : null;
  }

  /** With what the next stroke is drawn. */
  nib(marker: boolean): { colour: string; width: number } {
    return marker ? { colour: MARKER, width: MARKER_WIDTH } : { colour: this.colour, width: this.width };
  }

  /** Finished strokes within a box; those that are being rubbed out are pale. */
  paint(pen: CanvasRenderingContext2D, box: Box): void {
    const found = this.#index.within(box);
    const rank = ({ stroke }: Drawn) => (stroke.colour === MARKER ? 0 : 1);
    for (const drawn of found.sort((a, b) => rank(a) - rank(b))) {
      drawn.shape ??= outline(drawn.stroke.points, drawn.stroke.width, drawn.stroke.colour, true);
      this.#fill(pen, drawn.shape.path, drawn.stroke.colour, this.#fading.has(drawn.stroke.id) ? 0.25 : 1);
    }
  }

  /** My stroke as it grows, or null when it is done. */
  show(mine: (Wet & { readonly id: string }) | null): void {
    this.#mine = mine;
    this.#ask();
  }

  /** Strokes under a point, within so much of it. */
  at(x: number, y: number, reach = NEAR): StrokeView[] {
    const box = { minX: x - reach, minY: y - reach, maxX: x + reach, maxY: y + reach };
    return this.#index
      .within(box)
      .filter(({ stroke }) => isNear(stroke, x, y, reach))
      .map(({ stroke }) => stroke);
  }

  /** The ids of the drawing at a point, if there is one. */
  drawingAt(x: number, y: number): readonly string[] | null {
    const [stroke] = this.at(x, y);
    const drawing = stroke && drawingOf(this.#canvas.session.view, stroke.id);
    return drawing?.strokes.map(({ id }) => id) ?? null;
  }

  /** Show these as about to go. */
  fade(ids: Iterable<string>): void {
    this.#fading.clear();
    for (const id of ids) this.#fading.add(id);
    this.#canvas.schedule();
  }

  #take(id: string): void {
    const known = this.#all.get(id);
    const stroke = this.#canvas.session.view.strokes.get(id);
    if (known && stroke?.points === known.stroke.points) return;
    if (known) this.#index.remove(known);
    this.#all.delete(id);
    this.#others.delete(id);
    if (!stroke || stroke.points.length < 3) return;
    const shape = outline(stroke.points, stroke.width, stroke.colour, true);
    const drawn: Drawn = { ...shape.box, stroke, shape };
    this.#all.set(id, drawn);
    this.#index.add(drawn);
    this.#ask();
  }

  #hear(): void {
    const now = performance.now();
    for (const { ink } of this.#canvas.session.presence.others.values()) if (ink) this.#grow(ink, now);
    if (this.#others.size) this.#ask();
  }

  /** Only the newest state of each person comes: its tail goes where it belongs, and what was missed is bridged. */
  #grow({ id, colour, width, from, points }: InkState, now: number): void {
    if (this.#all.has(id)) return;
    const wet = this.#others.get(id) ?? { colour, width, points: [], seen: now };
    const before = wet.points.length;
    wet.points.length = Math.min(wet.points.length, from * 3);
    for (let at = 0; at + 2 < points.length; at += 3)
      wet.points.push(points[at]!, points[at + 1]!, points[at + 2]! / 100);
    if (wet.points.length !== before) wet.seen = now;
    this.#others.set(id, wet);
  }

  #ask(): void {
    if (!this.#mine && !this.#others.size && this.#sheet.hidden) return;
    this.#frame ||= requestAnimationFrame(() => this.#paintWet());
  }

  #paintWet(): void {
    this.#frame = 0;
    const now = performance.now();
    for (const [id, { seen }] of this.#others)
      if (now - seen > LINGER_MS || this.#all.has(id)) this.#others.delete(id);
    const wet = [...this.#others.values(), ...(this.#mine ? [this.#mine] : [])];
    this.#sheet.hidden = wet.length === 0;
    if (!wet.length) return;
    const { camera, size } = this.#canvas;
    const { w, h } = size.peek();
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.#sheet.width = Math.round(w * ratio);
    this.#sheet.height = Math.round(h * ratio);
    const pen = this.#sheet.getContext('2d')!;
    const scale = ratio * camera.z;
    pen.setTransform(scale, 0, 0, scale, -camera.x * scale, -camera.y * scale);
    for (const { points, width, colour } of wet)
      this.#fill(pen, outline(points, width, colour, false).path, colour, 1);
    if (this.#others.size) setTimeout(() => this.#ask(), LINGER_MS);
  }

  /** A highlighter is pale, so that words show through it, with an edge that can be told from any ground. */
  #fill(pen: CanvasRenderingContext2D, path: Path2D, colour: string, alpha: number): void {
    const marker = colour === MARKER;
    pen.globalAlpha = marker ? 0.4 * alpha : alpha;
    pen.fillStyle = this.#colours[marker ? 'lamp' : colour] ?? this.#colours.ink ?? 'gray';
    pen.fill(path);
    pen.globalAlpha = alpha;
    if (marker) {
      pen.strokeStyle = this.#colours.idea ?? 'gray';
      pen.lineWidth = 1.5;
      pen.stroke(path);
    }
    pen.globalAlpha = 1;
  }

  #wear(): void {
    const style = getComputedStyle(this.#canvas.host);
    const names = [...INKS, 'lamp'];
    this.#colours = Object.fromEntries(
      names.map((name) => [name, style.getPropertyValue(`--sr-${name}`).trim() || 'gray']),
    );
  }
}

function isNear({ points, width }: StrokeView, x: number, y: number, reach: number): boolean {
  const most = reach + width / 2;
  for (let at = 0; at + 2 < points.length; at += 3) {
    const [ax, ay] = [points[at]!, points[at + 1]!];
    const [bx, by] = at + 4 < points.length ? [points[at + 3]!, points[at + 4]!] : [ax, ay];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = length
      ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
      : 0;
    if (Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)) <= most) return true;
  }
  return false;
}
