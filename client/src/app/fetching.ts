/** Parts of the page are fetched when they are needed. What can't be fetched now is tried again until it is here. */

const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/** `late`: told once, when the first try fails. Never rejects. */
export async function untilFetched<T>(fetchPart: () => Promise<T>, late?: () => void): Promise<T> {
  for (let wait = FIRST_MS; ; wait = Math.min(2 * wait, MOST_MS)) {
    try {
      return await fetchPart();
    } catch {
      if (wait === FIRST_MS) late?.();
      await whenOnline(wait);
    }
  }
}

/** After so long, or as soon as the browser says that it is online. */
function whenOnline(wait: number): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, wait);
    addEventListener('online', go);
  });
}
