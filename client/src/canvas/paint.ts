/**
 * What is drawn rather than laid out: threads and their ends, and cards too far away to read or not yet mounted. All of
 * it is vector paths in layers that the camera moves, so the browser draws them beside the page's own thread, and
 * moving the camera draws nothing anew (mosaic.ts). Ink is a painting of its own (inked.ts).
 */
import type { Camera } from '../app/app';
import { KINDS, type Kind } from '../board/schema';
import { type Box, grown } from './box';
import { FAR_ZOOM, type Size, seen } from './camera';
import { Margin } from './cull';
import { Inked, type Strokes } from './inked';
import { Mosaic, type Square } from './mosaic';
import type { Placed, Placement } from './placed';
import type { Run, Runs } from './runs';
import type { Line } from './thread';
import { bars, endsOf, frames, group, linesOf, Path, sheetOf, slip } from './trace';

export interface Scene {
  readonly camera: Camera;
  readonly size: Size;
  readonly placement: Placement;
  readonly runs: Runs;
  readonly traced: ReadonlySet<string>;
  readonly selection: ReadonlySet<string>;
  /** Cards that fit what is being looked for. */
  readonly found: ReadonlySet<string>;
  /** Cards that are near and still wait for their elements. */
  readonly waiting: readonly Placed[];
  /** A thread that is being drawn. */
  readonly drawing: Line | null;
  /** Strokes, painted over all cards. */
  readonly ink: Strokes | null;
}

export class Painter {
  readonly #inked: Inked;
  readonly #threads: Threads;
  readonly #slips: Slips;
  readonly #margin = new Margin();
  #near: Box | null = null;
  #stale = true;

  constructor(under: HTMLElement, ends: HTMLElement, over: HTMLCanvasElement) {
    const [below, above] = [sheetOf(under), sheetOf(ends)];
    this.#threads = new Threads(below, above);
    this.#slips = new Slips(below);
    this.#inked = new Inked(over);
  }

  /** Something drawn has changed. */
  stale(): void {
    this.#stale = true;
    this.#inked.stale();
  }

  /** The camera has come to rest: paint sharp what was only scaled. True where there is something to paint. */
  rest(camera: Camera): boolean {
    return this.#inked.rest(camera);
  }

  resize(size: Size): void {
    this.#margin.forget();
    this.#inked.resize(size);
  }

  paint(scene: Scene): void {
    const now = performance.now();
    const { camera, size, placement, runs } = scene;
    const moved = this.#margin.outgrown(seen(camera, size));
    if (moved) this.#near = grown(moved, 0);
    const changed = [this.#threads.take(runs, now), this.#slips.take(placement, now)];
    if (moved || this.#stale || changed.some(Boolean)) {
      this.#threads.draw(scene, this.#near!);
      this.#slips.draw(scene, this.#near!);
    }
    this.#stale = false;
    this.#inked.paint(scene.ink, camera, size);
  }
}

class Threads {
  readonly #mosaic = new Mosaic<Run>();
  readonly #drawn = new Map<Square<Run>, readonly Path[]>();
  readonly #squares: SVGGElement;
  readonly #squareEnds: SVGGElement;
  readonly #moving: readonly Path[];
  readonly #thin: readonly Path[];
  readonly #thick: readonly Path[];
  readonly #drawing: readonly Path[];

  constructor(below: SVGSVGElement, above: SVGSVGElement) {
    const [lines, ends] = [group(below, 'drawn__threads'), group(above, 'drawn__ends')];
    this.#squares = group(lines, '');
    this.#squareEnds = group(ends, '');
    this.#moving = threadPaths(lines, ends);
    this.#thin = threadPaths(lines, ends, 'thread thread--on thread--thin', 'on');
    this.#thick = threadPaths(lines, ends, 'thread thread--on', 'on');
    this.#drawing = threadPaths(lines, ends, 'thread thread--draw', 'on');
  }

  /** Hear of threads that changed; true where something is to be drawn. */
  take({ all, changed }: Runs, now: number): boolean {
    const some = this.#mosaic.take(changed, (run) => all.get(run.thread.id) === run, now);
    changed.clear();
    return this.#mosaic.settle(now) || some;
  }

  draw({ runs, traced, drawing }: Scene, near: Box): void {
    for (const square of fresh(this.#mosaic, near)) {
      const paths = this.#drawn.get(square) ?? threadPaths(this.#squares, this.#squareEnds);
      this.#drawn.set(square, paths);
      show(paths, square.items);
    }
    show(this.#moving, this.#mosaic.moving.keys());
    const on = [...traced].map((id) => runs.all.get(id)).filter((run) => run !== undefined);
    show(
      this.#thin,
      on.filter(({ thread }) => thread.kind === 'relates'),
    );
    show(
      this.#thick,
      on.filter(({ thread }) => thread.kind !== 'relates'),
    );
    this.#drawing[0]!.draw(drawing ? linesOf([drawing]) : '');
    for (const end of this.#drawing.slice(1)) end.draw(drawing ? endsOf([drawing.slice(0, 2)]) : '');
  }
}

/** A line, and its ends: what is round them, and what fills them. */
function threadPaths(lines: Element, ends: Element, line = 'thread', end = ''): readonly Path[] {
  return [
    new Path(lines, line),
    new Path(ends, `end ${end && `end--${end}`}`),
    new Path(ends, `end end--fill ${end && `end--fill-${end}`}`),
  ];
}

function show([path, ...ends]: readonly Path[], runs: Iterable<Run>): void {
  const lines = [...runs].map(({ line }) => line).filter(({ length }) => length > 0);
  path!.draw(linesOf(lines));
  const points = endsOf(lines);
  for (const end of ends) end.draw(points);
}

class Slips {
  readonly #mosaic = new Mosaic<Placed>();
  readonly #drawn = new Map<Square<Placed>, Sheaf>();
  readonly #squares: SVGGElement;
  readonly #moving: Sheaf;
  readonly #waiting: Sheaf;
  readonly #chosen: Path;
  readonly #foundEdge: Path;
  readonly #found: Path;

  constructor(below: SVGSVGElement) {
    const far = group(below, 'drawn__far');
    this.#squares = group(far, '');
    this.#moving = new Sheaf(far);
    this.#chosen = new Path(far, 'drawn__chosen');
    this.#foundEdge = new Path(far, 'drawn__found-edge');
    this.#found = new Path(far, 'drawn__found');
    this.#waiting = new Sheaf(below);
  }

  take({ all, changed }: Placement, now: number): boolean {
    const some = this.#mosaic.take(changed, (card) => all.get(card.id) === card, now);
    changed.clear();
    return this.#mosaic.settle(now) || some;
  }

  draw({ camera: { z }, placement, selection, found, waiting }: Scene, near: Box): void {
    this.#waiting.show(z < FAR_ZOOM ? [] : waiting);
    if (z >= FAR_ZOOM) return;
    for (const square of fresh(this.#mosaic, near)) {
      const sheaf = this.#drawn.get(square) ?? new Sheaf(this.#squares);
      this.#drawn.set(square, sheaf);
      sheaf.show(square.items);
    }
    this.#moving.show(this.#mosaic.moving.keys());
    const boxes = (ids: Iterable<string>) =>
      [...ids].map((id) => placement.get(id)).filter((card) => card !== undefined);
    this.#chosen.draw(frames(boxes(selection), 4 / z));
    for (const path of [this.#foundEdge, this.#found]) path.draw(frames(boxes(found), 3 / z));
  }
}

/** Cards as slips of paper, a path for each kind, and bars for their words. */
class Sheaf {
  readonly #kinds: ReadonlyMap<Kind, Path>;
  readonly #bars: Path;

  constructor(parent: Element) {
    const el = group(parent, '');
    this.#kinds = new Map(KINDS.map((kind) => [kind, new Path(el, `slip k-${kind}`)]));
    this.#bars = new Path(el, 'slip__bars');
  }

  show(cards: Iterable<Placed>): void {
    const paths = new Map<Kind, string>();
    let words = '';
    for (const placed of cards) {
      const { kind } = placed.card;
      paths.set(kind, (paths.get(kind) ?? '') + slip(kind, placed));
      words += bars(placed);
    }
    for (const [kind, path] of this.#kinds) path.draw(paths.get(kind) ?? '');
    this.#bars.draw(words);
  }
}

/** Squares near the window that are to be drawn anew. */
function* fresh<T extends Box>({ squares }: Mosaic<T>, near: Box): Iterable<Square<T>> {
  for (const square of squares.values()) {
    const { minX, minY, maxX, maxY } = square.box;
    if (!square.stale || minX > near.maxX || maxX < near.minX || minY > near.maxY || maxY < near.minY)
      continue;
    square.stale = false;
    yield square;
  }
}
