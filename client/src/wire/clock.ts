/** The server's time. This machine's own clock may be wrong by hours, and the timer is everyone's. */

let ahead = 0;

/** Told at the begin of each connection; in between, time goes by without the machine's clock. */
export function setClock(now: number): void {
  ahead = now - steady();
}

export function serverNow(): number {
  return ahead ? ahead + steady() : Date.now();
}

/** Milliseconds that only grow, whatever someone does to the clock. */
function steady(): number {
  return performance.now();
}
