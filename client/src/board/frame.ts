/** Once per frame, whether or not anything is painted. */

/** Longest wait in a tab that paints no frames because nobody sees it. */
const HIDDEN_MS = 100;

/** Run before the next paint; gives a function that calls it off. */
export function nextFrame(run: () => void): () => void {
  if (typeof requestAnimationFrame !== 'function') {
    const timer = setTimeout(run, 16);
    return () => clearTimeout(timer);
  }
  const once = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_MS);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
