/** The bars that lie over the canvas, as they are now: what is brought into view does not end under them. */
import type { Camera } from '../app/app';
import type { Box } from './box';
import { type Insets, panned, toScreen } from './camera';

const GAP = 8;

/** How far the palette reaches from the left; 0: it is elsewhere. */
export function paletteEdge(): number {
  const tools = laid('.tools');
  return tools ? tools.offsetLeft + tools.offsetWidth + GAP : 0;
}

/** From where on, right and down, the small map lies; nothing: it is not shown. */
export function mapCorner(): readonly [number, number] | null {
  const map = laid('.navbox');
  return map && [map.offsetLeft - GAP, map.offsetTop - GAP];
}

/** Where the box would lie under the small map, the least pan out of there, left or up, that keeps all of it in view. */
export function clearOfMap(camera: Camera, box: Box, inset: Insets, corner = mapCorner()): Camera {
  if (!corner) return camera;
  const [left, top] = toScreen(camera, box.minX, box.minY);
  const [right, bottom] = toScreen(camera, box.maxX, box.maxY);
  const [dx, dy] = [right - corner[0], bottom - corner[1]];
  if (dx <= 0 || dy <= 0) return camera;
  const ways = [
    { pan: dx, fits: left - dx >= inset.left, to: () => panned(camera, -dx, 0) },
    { pan: dy, fits: top - dy >= inset.top, to: () => panned(camera, 0, -dy) },
  ];
  const best = ways.filter(({ fits }) => fits).sort((a, b) => a.pan - b.pan)[0];
  return best?.to() ?? camera;
}

function laid(what: string): HTMLElement | null {
  const bar = document.querySelector<HTMLElement>(`.plane > ${what}`);
  return bar?.offsetParent ? bar : null;
}
