/** What is drawn of threads and far cards, as paths. */
import type { Kind } from '../board/schema';
import type { Box } from './box';
import type { Placed } from './placed';
import type { Line } from './thread';

const SVG = 'http://www.w3.org/2000/svg';

/** A path that is touched only when it changes. */
export class Path {
  readonly el = document.createElementNS(SVG, 'path');
  #drawn = '';

  constructor(parent: Element, name: string) {
    this.el.setAttribute('class', name);
    parent.append(this.el);
  }

  draw(path: string): void {
    if (path !== this.#drawn) this.el.setAttribute('d', path);
    this.#drawn = path;
  }
}

export function group(parent: Element, name: string): SVGGElement {
  const el = document.createElementNS(SVG, 'g');
  el.setAttribute('class', name);
  parent.append(el);
  return el;
}

/** A drawing without edges, in board units. */
export function sheetOf(layer: HTMLElement): SVGSVGElement {
  const el = document.createElementNS(SVG, 'svg');
  el.setAttribute('class', 'drawn');
  layer.append(el);
  return el;
}

/** Tenths of a unit: finer than a pixel at every zoom but the nearest, where it is less than half of one. */
const to = (value: number) => Math.round(value * 10) / 10;

export function linesOf(lines: Iterable<Line>): string {
  let path = '';
  for (const line of lines) {
    path += `M${to(line[0]!)} ${to(line[1]!)}C`;
    for (let i = 2; i < line.length; i++) path += `${to(line[i]!)} `;
  }
  return path;
}

/** Points at both ends of each line, to be stroked with round caps. */
export function endsOf(lines: Iterable<Line>): string {
  let path = '';
  for (const line of lines)
    path += `M${to(line[0]!)} ${to(line[1]!)}h0M${to(line.at(-2)!)} ${to(line.at(-1)!)}h0`;
  return path;
}

const ROUND = { story: [14, 14, 14, 2], idea: [24, 24, 5, 5], touchpoint: [10], commitment: [6], note: [3] };

/** A kind's outline, as simple as it can be and still be told apart. */
export function slip(kind: Kind, { minX, minY, maxX, maxY }: Box): string {
  const [x, y, w, h] = [to(minX), to(minY), to(maxX - minX), to(maxY - minY)];
  if (kind === 'problem') return `M${x} ${y}h${w - 24}l24 24v${to(h - 24)}h${-w}z`;
  if (kind === 'challenge') return `M${x + 18} ${y}h${w - 18}v${h}h${18 - w}L${x} ${to(y + h / 2)}z`;
  const [a = 0, b = a, c = a, d = a] = ROUND[kind];
  return `M${x + a} ${y}h${w - a - b}q${b} 0 ${b} ${b}v${to(h - b - c)}q0 ${c} ${-c} ${c}h${-(w - c - d)}q${-d} 0 ${-d} ${-d}v${to(-(h - d - a))}q0 ${-a} ${a} ${-a}z`;
}

/** Bars that stand for a card's words. */
export function bars({ x, y, w, h, card }: Placed): string {
  const rows = Math.min(Math.ceil((card.text.length * 7.5) / w), Math.floor((h - 60) / 20));
  let path = '';
  for (let row = 0; row < rows; row++) {
    const across = Math.round((w - 36) * (row === rows - 1 ? 0.6 : 1));
    path += `M${Math.round(x + 18)} ${Math.round(y + 38 + row * 20)}h${across}v8h${-across}z`;
  }
  return path;
}

/** Frames so far off their boxes. */
export function frames(boxes: Iterable<Box>, off: number): string {
  let path = '';
  for (const { minX, minY, maxX, maxY } of boxes)
    path += `M${to(minX - off)} ${to(minY - off)}H${to(maxX + off)}V${to(maxY + off)}H${to(minX - off)}z`;
  return path;
}
