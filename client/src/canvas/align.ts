/** Laying cards level with each other, or at equal distances. Pure: boxes in, places out. */
import { around, type Box } from './box';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Direction = 'across' | 'down';

/** A box that can be put elsewhere. */
export interface Piece extends Box {
  readonly id: string;
}

export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** All at the same edge or middle of what they cover together. */
export function aligned(pieces: readonly Piece[], to: Alignment): Spot[] {
  const all = around(pieces);
  if (!all) return [];
  const [mx, my] = [(all.minX + all.maxX) / 2, (all.minY + all.maxY) / 2];
  return pieces.map(({ id, minX, minY, maxX, maxY }) => {
    const [w, h] = [maxX - minX, maxY - minY];
    const place: Record<Alignment, readonly [number, number]> = {
      left: [all.minX, minY],
      centre: [mx - w / 2, minY],
      right: [all.maxX - w, minY],
      top: [minX, all.minY],
      middle: [minX, my - h / 2],
      bottom: [minX, all.maxY - h],
    };
    const [x, y] = place[to];
    return { id, x: Math.round(x), y: Math.round(y) };
  });
}

/** The first and last stay; those between get equal gaps. Where they have no room, they follow each other closely. */
export function distributed(pieces: readonly Piece[], way: Direction): Spot[] {
  const [low, high] = way === 'across' ? (['minX', 'maxX'] as const) : (['minY', 'maxY'] as const);
  const row = [...pieces].sort((a, b) => a[low] + a[high] - b[low] - b[high]);
  const last = row.at(-1);
  if (!last || row.length < 3) return [];
  const filled = row.reduce((sum, piece) => sum + piece[high] - piece[low], 0);
  const gap = (last[high] - row[0]![low] - filled) / (row.length - 1);
  let at = row[0]![low];
  return row.map((piece) => {
    const place = { minX: piece.minX, minY: piece.minY, [low]: Math.round(at) };
    at += piece[high] - piece[low] + gap;
    return { id: piece.id, x: place.minX, y: place.minY };
  });
}
