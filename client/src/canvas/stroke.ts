/** The outline of a stroke, from its points: thicker where the pen was pressed, or where a hand went slowly. */
import { getStroke } from 'perfect-freehand';
import { boxOf } from '../app/drawings';
import type { Box } from './box';

/** Pressure of a device that tells none: then the outline is worked out from how fast the hand went. */
export const NO_PRESSURE = 0.5;
export const MARKER = 'marker';

/** Colours by name, each a token that has 4.5:1 on cards, tables and floor in every theme. */
export const INKS = ['ink', 'story', 'problem', 'idea', 'commitment'] as const;
export const WIDTHS = [4, 8, 14] as const;
export const MARKER_WIDTH = 28;

export interface Outline {
  readonly path: Path2D;
  readonly box: Box;
}

export function outline(
  points: readonly number[],
  width: number,
  colour: string,
  finished: boolean,
): Outline {
  const rows: [number, number, number][] = [];
  let pressed = false;
  for (let at = 0; at + 2 < points.length; at += 3) {
    rows.push([points[at]!, points[at + 1]!, points[at + 2]!]);
    pressed ||= points[at + 2] !== NO_PRESSURE;
  }
  const marker = colour === MARKER;
  const around = getStroke(rows, {
    size: marker ? width : width * 1.25,
    thinning: marker ? 0 : 0.55,
    smoothing: 0.5,
    streamline: 0.35,
    simulatePressure: !pressed && !marker,
    last: finished,
    // A cap is a circle of its own, whose edge would show through a highlighter.
    ...(marker ? { start: { cap: false }, end: { cap: false } } : {}),
  });
  return { path: new Path2D(svgPath(around)), box: { ...boxOf({ points, width }) } };
}

/** Curves through the middles of the outline's sides, as the library's own notes do it. */
function svgPath(points: readonly number[][]): string {
  const [first] = points;
  if (!first) return '';
  const parts = [`M ${first[0]!.toFixed(1)} ${first[1]!.toFixed(1)} Q`];
  for (const [n, [x, y]] of points.entries()) {
    const [nx, ny] = points[(n + 1) % points.length]!;
    parts.push(
      `${x!.toFixed(1)} ${y!.toFixed(1)} ${((x! + nx!) / 2).toFixed(1)} ${((y! + ny!) / 2).toFixed(1)}`,
    );
  }
  return `${parts.join(' ')} Z`;
}
