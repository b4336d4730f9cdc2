/** Name plates at the window's edge, moved apart where several people are in one direction. */

/** Its middle, and half its width. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly half: number;
}

const GAP = 6;
const ROWS = 8;
const COLUMNS = 3;

/** Each as near to where it is wanted as no earlier one lies, `row` pixels under another or over it, else beside it. */
export function apart(wanted: readonly Spot[], row: number, fits: (spot: Spot) => boolean): Spot[] {
  const taken: Spot[] = [];
  for (const spot of wanted) {
    const free = around(spot, row).find((at) => fits(at) && !taken.some((other) => over(at, other, row)));
    taken.push(free ?? spot);
  }
  return taken;
}

function around({ x, y, half }: Spot, high: number): Spot[] {
  const steps = (most: number) => [0, ...Array.from({ length: most }, (_, n) => [n + 1, -n - 1]).flat()];
  return steps(COLUMNS).flatMap((column) =>
    steps(ROWS).map((row) => ({ x: x + column * (2 * half + GAP), y: y + row * high, half })),
  );
}

function over(a: Spot, b: Spot, row: number): boolean {
  return Math.abs(a.x - b.x) < a.half + b.half + GAP && Math.abs(a.y - b.y) < row;
}
