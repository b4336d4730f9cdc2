/** How things move: not at all for people who asked for less motion. */

export function stillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Fast away, slow to arrive: the shape of every flight, 0…1 to 0…1. */
export function eased(share: number): number {
  return 1 - (1 - Math.min(1, share)) ** 3;
}
