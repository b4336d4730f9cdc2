/** Where a card or zone stands among its neighbours: keys between which another always fits. */
import { generateKeyBetween } from 'fractional-indexing';

export interface Ordered {
  readonly id: string;
  readonly order: string;
}

/** By key; two people may have made the same key at once, then the id decides, the same for everyone. */
export function byOrder(a: Ordered, b: Ordered): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/** A key for the place before `list[index]`, or after all where the index is past the end. `list` is in order. */
export function orderAt(list: readonly Ordered[], index: number): string {
  const before = usable(list[index - 1]?.order);
  let after = index;
  // Nothing fits between two equal keys: go behind all that share it.
  while (after < list.length && before !== null && (list[after]?.order ?? '') <= before) after++;
  return keyBetween(before, usable(list[after]?.order));
}

/** A key between two, with two random digits so that two people who pick the same place seldom get the same key. */
export function keyBetween(before: string | null, after: string | null): string {
  const key = generateKeyBetween(before, after);
  const apart = key + digit() + digit();
  return after === null || apart < after ? apart : key;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function digit(): string {
  const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
  return DIGITS[byte % DIGITS.length] ?? 'V';
}

/** Imported or foreign keys that the algorithm cannot read count as no key. */
function usable(key: string | undefined): string | null {
  if (!key) return null;
  try {
    generateKeyBetween(key, null);
    return key;
  } catch {
    return null;
  }
}
