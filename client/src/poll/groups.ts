/** Groups as the server puts them together: none under three (boards/bands.py). */

const LEAST = 3;

export interface Gathered {
  readonly departments: readonly string[];
  readonly size: number;
}

export function gathered(sizes: ReadonlyMap<string, number>): Gathered[] {
  const all = [...sizes]
    .filter(([, size]) => size > 0)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([department, size]) => ({ departments: [department], size }));
  const kept = all.filter(({ size }) => size >= LEAST);
  const rest = all.filter(({ size }) => size < LEAST);
  const sum = () => rest.reduce((total, { size }) => total + size, 0);
  while (rest.length && sum() < LEAST && kept.length) rest.unshift(kept.pop()!);
  if (!rest.length) return kept;
  return [...kept, { departments: rest.flatMap(({ departments }) => departments).sort(), size: sum() }];
}
