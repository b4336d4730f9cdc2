/** Small things this device remembers. Storage may be closed to us (a privacy setting): then nothing is remembered. */

export function kept(key: string): string | null {
  try {
    return localStorage.getItem(`sameroom.${key}`);
  } catch {
    return null;
  }
}

/** Null forgets it. */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`sameroom.${key}`);
    else localStorage.setItem(`sameroom.${key}`, value);
  } catch {
    // Full or closed: the choice holds until the page is left.
  }
}
