/** Where the window looks. A board point p is drawn (p - camera) · z CSS pixels from the canvas's top left corner. */
import type { Camera } from '../app/app';
import type { Box, Point } from './box';

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 4;
/** Below this a card's words are under 6 px: it is painted, not laid out. */
export const FAR_ZOOM = 0.4;
/** Below this even the bars that stand for words are noise. */
export const BARS_ZOOM = 0.12;
/** On opening, a board is never shown smaller than this: better its first part readable than all of it not. */
export const OPEN_ZOOM = 0.55;

export interface Size {
  readonly w: number;
  readonly h: number;
}

/** Pixels of the window that bars lie over. */
export interface Insets {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function toBoard(camera: Camera, sx: number, sy: number): Point {
  return [sx / camera.z + camera.x, sy / camera.z + camera.y];
}

export function toScreen(camera: Camera, bx: number, by: number): Point {
  return [(bx - camera.x) * camera.z, (by - camera.y) * camera.z];
}

/** What the window shows of the board. */
export function seen(camera: Camera, size: Size): Box {
  const { x, y, z } = camera;
  return { minX: x, minY: y, maxX: x + size.w / z, maxY: y + size.h / z };
}

/** The board drawn dx, dy pixels further right and down. */
export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { x: camera.x - dx / camera.z, y: camera.y - dy / camera.z, z: camera.z };
}

export function clampZoom(z: number): number {
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, z));
}

/** Another zoom, with the point under (sx, sy) staying there. */
export function zoomedAt(camera: Camera, sx: number, sy: number, zoom: number): Camera {
  const z = clampZoom(zoom);
  const [bx, by] = toBoard(camera, sx, sy);
  return { x: bx - sx / z, y: by - sy / z, z };
}

/** The whole box, in the middle of what no bar covers. */
export function fitted(box: Box, size: Size, inset: Insets): Camera {
  const w = size.w - inset.left - inset.right;
  const h = size.h - inset.top - inset.bottom;
  const z = clampZoom(Math.min(1, w / (box.maxX - box.minX), h / (box.maxY - box.minY)));
  const left = inset.left + (w - (box.maxX - box.minX) * z) / 2;
  const top = inset.top + (h - (box.maxY - box.minY) * z) / 2;
  return { x: box.minX - left / z, y: box.minY - top / z, z };
}

/** The first look at a board: its full width where that can be read, from its top left corner. */
export function opened(box: Box, size: Size, inset: Insets): Camera {
  const w = size.w - inset.left - inset.right;
  const z = Math.min(1, Math.max(OPEN_ZOOM, w / (box.maxX - box.minX)));
  return { x: box.minX - inset.left / z, y: box.minY - inset.top / z, z };
}

/** The least pan that brings the box out from under every edge and bar; too large a box shows its top left. */
export function revealed(camera: Camera, box: Box, size: Size, inset: Insets): Camera {
  const { x, y, z } = camera;
  const dx = push(box.minX, box.maxX, x + inset.left / z, x + (size.w - inset.right) / z);
  const dy = push(box.minY, box.maxY, y + inset.top / z, y + (size.h - inset.bottom) / z);
  return dx || dy ? { x: x + dx, y: y + dy, z } : camera;
}

function push(min: number, max: number, from: number, to: number): number {
  if (min < from || max - min > to - from) return min - from;
  return max > to ? max - to : 0;
}
