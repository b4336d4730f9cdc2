/**
 * What is drawn rather than laid out. Two <canvas> elements: one under the cards (threads, and cards too far away to
 * read or not yet mounted), one over them (the ends of threads, which lie half on the card's edge).
 */
import type { Camera } from '../app/app';
import { KINDS, type Kind } from '../board/schema';
import type { Box } from './box';
import { BARS_ZOOM, FAR_ZOOM, type Size } from './camera';
import type { Colours } from './colour';
import { type Lie, Picture } from './picture';
import type { Placed, Placement } from './placed';
import { Plate } from './plate';
import type { Run, Runs } from './runs';
import type { Line } from './thread';

const END = 4;
const TRACED_END = 5.5;
/** Sharper than this no eye sees lines; every step costs memory and time by its square. */
const MOST_RATIO = 2;
const STILL: Lie = { dx: 0, dy: 0, scale: 1 };

export interface Scene {
  readonly camera: Camera;
  readonly size: Size;
  readonly placement: Placement;
  readonly runs: Runs;
  readonly traced: ReadonlySet<string>;
  readonly selection: ReadonlySet<string>;
  /** Cards that fit what is being looked for. */
  readonly found: ReadonlySet<string>;
  /** A thread that is being drawn. */
  readonly drawing: Line | null;
  /** Strokes, painted over all cards. */
  readonly ink: { paint(pen: Plate['pen'], box: Box): void } | null;
}

export class Painter {
  readonly #under: Plate;
  readonly #over: Plate;
  readonly #picture = new Picture();
  #colours: Colours;
  #ratio = 1;

  constructor(under: HTMLCanvasElement, over: HTMLCanvasElement, colours: Colours) {
    this.#under = new Plate(under);
    this.#over = new Plate(over);
    this.#colours = colours;
  }

  wear(colours: Colours): void {
    this.#colours = colours;
    this.stale();
  }

  /** Something painted has changed. */
  stale(): void {
    this.#picture.stale = true;
  }

  /** The camera has come to rest: paint sharp what was only scaled. True where there is something to paint. */
  rest(camera: Camera): boolean {
    if (this.#picture.blurred(camera)) this.stale();
    return this.#picture.stale;
  }

  /** Match the window and the screen's pixels. */
  resize(size: Size): void {
    this.#ratio = Math.min(MOST_RATIO, devicePixelRatio || 1);
    this.#picture.resize(size);
    const { x, y } = this.#picture.margin;
    const [w, h] = [size.w + 2 * x, size.h + 2 * y];
    for (const plate of [this.#under, this.#over])
      plate.resize(Math.round(w * this.#ratio), Math.round(h * this.#ratio), x, y, w, h);
  }

  /** Show the scene: the painting moved, or a new one where it no longer serves. */
  paint(scene: Scene): void {
    const lie = this.#picture.lie(scene.camera, scene.size);
    if (!lie) this.#anew(scene);
    else for (const plate of [this.#under, this.#over]) plate.same();
    this.#lay(lie ?? STILL);
  }

  #anew(scene: Scene): void {
    const box = this.#picture.begin(scene.camera, scene.size);
    const runs = scene.runs.index.within(box).filter((run) => run.line.length > 0);
    const [traced, rest] = split(runs, (run) => scene.traced.has(run.thread.id));
    this.#clear(this.#under, scene.camera);
    this.#clear(this.#over, scene.camera);
    this.#threads(rest, traced, scene);
    this.#cards(scene.placement.index.within(box), scene);
    if (scene.camera.z >= FAR_ZOOM) this.#allEnds(rest, traced, scene.drawing);
    scene.ink?.paint(this.#over.pen, box);
    for (const plate of [this.#under, this.#over]) plate.painted();
  }

  #lay({ dx, dy, scale }: Lie): void {
    const transform = `translate(${dx}px, ${dy}px) scale(${scale})`;
    for (const plate of [this.#under, this.#over]) plate.move(transform);
  }

  #clear({ pen: g, width, height }: Plate, { x, y, z }: Camera): void {
    const scale = this.#ratio * z;
    const { margin } = this.#picture;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, width, height);
    g.setTransform(
      scale,
      0,
      0,
      scale,
      margin.x * this.#ratio - x * scale,
      margin.y * this.#ratio - y * scale,
    );
  }

  #threads(rest: Run[], traced: Run[], { camera: { z }, drawing }: Scene): void {
    const { thread, threadOn } = this.#colours;
    this.#strokeLines(lines(rest), thread, Math.max(1.5, 1 / z));
    const [thin, thick] = split(traced, (run) => run.thread.kind === 'relates');
    this.#strokeLines(lines(thin), threadOn, Math.max(1.5, 1 / z));
    this.#strokeLines(lines(thick), threadOn, Math.max(3, 2 / z));
    if (!drawing) return;
    this.#under.pen.setLineDash([7, 6]);
    this.#strokeLines([drawing], threadOn, 3);
    this.#under.pen.setLineDash([]);
  }

  #strokeLines(all: Iterable<Line>, colour: string, width: number): void {
    const g = this.#under.pen;
    g.beginPath();
    for (const line of all) {
      g.moveTo(line[0]!, line[1]!);
      for (let i = 2; i < line.length; i += 6)
        g.bezierCurveTo(line[i]!, line[i + 1]!, line[i + 2]!, line[i + 3]!, line[i + 4]!, line[i + 5]!);
    }
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.stroke();
  }

  /** Cards that have no element to be seen: all of them from afar, near by those still waiting to be mounted. */
  #cards(found: Placed[], { camera: { z }, selection, found: sought }: Scene): void {
    const far = z < FAR_ZOOM;
    const unseen = found.filter((placed) => far || !placed.face);
    for (const kind of KINDS)
      this.#slips(
        kind,
        unseen.filter(({ card }) => card.kind === kind),
        z,
      );
    if (far && z > BARS_ZOOM) this.#bars(unseen);
    if (!far) return;
    const chosen = unseen.filter(({ id }) => selection.has(id));
    this.#outline(chosen, 4 / z, 2 / z);
    const fit = sought.size ? unseen.filter(({ id }) => sought.has(id)) : [];
    this.#outline(fit, 3 / z, 5 / z);
    this.#outline(fit, 3 / z, 3 / z, this.#colours.lamp);
  }

  #slips(kind: Kind, cards: Placed[], z: number): void {
    if (!cards.length) return;
    const g = this.#under.pen;
    g.beginPath();
    for (const card of cards) slip(g, kind, card);
    g.fillStyle = z > BARS_ZOOM ? this.#colours.paper[kind] : this.#colours.edge[kind];
    g.fill();
    g.strokeStyle = this.#colours.edge[kind];
    g.lineWidth = Math.max(1.5, 1 / z);
    g.stroke();
  }

  #bars(cards: Placed[]): void {
    const g = this.#under.pen;
    g.beginPath();
    for (const { x, y, w, h, card } of cards) {
      const rows = Math.min(Math.ceil((card.text.length * 7.5) / w), Math.floor((h - 60) / 20));
      for (let row = 0; row < rows; row++)
        g.rect(x + 18, y + 38 + row * 20, (w - 36) * (row === rows - 1 ? 0.6 : 1), 8);
    }
    g.globalAlpha = 0.32;
    g.fillStyle = this.#colours.ink;
    g.fill();
    g.globalAlpha = 1;
  }

  #outline(cards: Placed[], off: number, width: number, colour = this.#colours.ink): void {
    const g = this.#under.pen;
    g.strokeStyle = colour;
    g.lineWidth = width;
    for (const { x, y, w, h } of cards) g.strokeRect(x - off, y - off, w + 2 * off, h + 2 * off);
  }

  #allEnds(rest: Run[], traced: Run[], drawing: Line | null): void {
    const { table, thread, lamp, threadOn } = this.#colours;
    this.#ends(lines(rest), END, 1.75, table, thread);
    this.#ends(lines(traced), TRACED_END, 2.5, lamp, threadOn);
    if (drawing) this.#dots([[drawing[0]!, drawing[1]!]], TRACED_END, 2.5, lamp, threadOn);
  }

  #ends(all: Iterable<Line>, r: number, width: number, fill: string, edge: string): void {
    const points: [number, number][] = [];
    for (const line of all) points.push([line[0]!, line[1]!], [line.at(-2)!, line.at(-1)!]);
    this.#dots(points, r, width, fill, edge);
  }

  #dots(points: [number, number][], r: number, width: number, fill: string, edge: string): void {
    const g = this.#over.pen;
    g.beginPath();
    for (const [x, y] of points) {
      g.moveTo(x + r, y);
      g.arc(x, y, r, 0, 7);
    }
    g.fillStyle = fill;
    g.fill();
    g.strokeStyle = edge;
    g.lineWidth = width;
    g.stroke();
  }
}

function* lines(runs: Iterable<Run>): Iterable<Line> {
  for (const { line } of runs) yield line;
}

function split<T>(all: T[], yes: (one: T) => boolean): [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const one of all) parts[yes(one) ? 0 : 1].push(one);
  return parts;
}

const ROUND = { story: [14, 14, 14, 2], idea: [24, 24, 5, 5], touchpoint: 10, commitment: 6, note: 3 };

/** A kind's outline, as simple as it can be and still be told apart. */
function slip(g: Plate['pen'], kind: Kind, { minX, minY, maxX, maxY }: Box): void {
  const [w, h] = [maxX - minX, maxY - minY];
  if (kind === 'problem') polygon(g, [minX, minY, maxX - 24, minY, maxX, minY + 24, maxX, maxY, minX, maxY]);
  else if (kind === 'challenge')
    polygon(g, [minX + 18, minY, maxX, minY, maxX, maxY, minX + 18, maxY, minX, minY + h / 2]);
  else g.roundRect(minX, minY, w, h, ROUND[kind]);
}

function polygon(g: Plate['pen'], points: number[]): void {
  g.moveTo(points[0]!, points[1]!);
  for (let i = 2; i < points.length; i += 2) g.lineTo(points[i]!, points[i + 1]!);
  g.closePath();
}
