/**
 * A painting that is larger than the window. While the window stays on it, it is moved and not painted anew: the
 * browser moves a finished picture in a fraction of the time that drawing thousands of lines takes.
 */
import type { Camera } from '../app/app';
import { type Box, covers } from './box';
import { BARS_ZOOM, FAR_ZOOM, type Size, seen } from './camera';

/** Painted on each side, of the window's width and height. */
const MARGIN = 0.2;
/** Scaled by more than this it would look blurred, even in motion. */
const MOST_SCALE = 1.25;

/** How a painting lies on the canvas: shifted by so many pixels, drawn so much larger. */
export interface Lie {
  readonly dx: number;
  readonly dy: number;
  readonly scale: number;
}

export class Picture {
  /** Pixels beyond the window. */
  margin = { x: 0, y: 0 };
  /** The board has changed since it was painted. */
  stale = true;
  #camera: Camera | null = null;
  #box: Box = { minX: 0, minY: 0, maxX: 0, maxY: 0 };

  resize({ w, h }: Size): void {
    this.margin = { x: Math.round(w * MARGIN), y: Math.round(h * MARGIN) };
    this.stale = true;
  }

  /** How the painting serves this camera; null where it does not, and is to be painted anew. */
  lie(camera: Camera, size: Size): Lie | null {
    const painted = this.#camera;
    if (this.stale || !painted || !alike(painted.z, camera.z) || !covers(this.#box, seen(camera, size)))
      return null;
    const scale = camera.z / painted.z;
    return {
      dx: (painted.x - camera.x) * camera.z + this.margin.x * (1 - scale),
      dy: (painted.y - camera.y) * camera.z + this.margin.y * (1 - scale),
      scale,
    };
  }

  /**
   * What to paint now: with the margin for a camera on its way; only the window where the camera rests and the board
   * itself is changing, which no margin would survive.
   */
  begin(camera: Camera, size: Size): Box {
    const view = seen(camera, size);
    const rests = this.#camera === camera;
    const { x, y } = this.margin;
    this.#camera = camera;
    this.stale = false;
    this.#box = rests ? view : grownBy(view, x / camera.z, y / camera.z);
    return this.#box;
  }

  /** Whether it was painted for another zoom: at rest it is to be painted sharp. */
  blurred(camera: Camera): boolean {
    return this.#camera !== null && this.#camera.z !== camera.z;
  }
}

/** Zooms at which the same things are painted, in sizes that differ little. */
function alike(a: number, b: number): boolean {
  const scale = Math.max(a / b, b / a);
  const apart = [FAR_ZOOM, BARS_ZOOM].some((limit) => a < limit !== b < limit);
  return scale <= MOST_SCALE && !apart;
}

function grownBy({ minX, minY, maxX, maxY }: Box, x: number, y: number): Box {
  return { minX: minX - x, minY: minY - y, maxX: maxX + x, maxY: maxY + y };
}
