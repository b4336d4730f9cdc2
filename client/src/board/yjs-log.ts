/**
 * What Yjs says to the console, without lib0's coloured logger, which brings a DOM builder and a schema library along
 * (2.7 kB gzipped). The build puts this in place of lib0/logging.
 */

/** Styles of lib0's logger; here they are nothing. */
export const [BOLD, UNBOLD, RED, ORANGE] = [null, null, null, null];

export function print(...words: unknown[]): void {
  console.info(...words.filter((word) => word !== null));
}

export function warn(...words: unknown[]): void {
  console.warn(...words.filter((word) => word !== null));
}
