/** A page at a board's door: it asks how its person stands, and opens the board as soon as they are let in. */

const ASK_MS = 2_000;
/** Long enough to be read out. */
const READ_MS = 1_500;

export function waitAtDoor(page: HTMLElement): void {
  const { place, state } = page.dataset;
  if (!place) return;
  const ask = async () => {
    const now = await stateAt(place);
    if (now === 'in') comeIn(page);
    else if (now && now !== state) location.reload();
    else setTimeout(ask, document.hidden ? 3 * ASK_MS : ASK_MS);
  };
  setTimeout(ask, ASK_MS);
}

/** Nothing where the server can't be reached; it is asked again. */
async function stateAt(place: string): Promise<string | null> {
  try {
    const answer = await fetch(place, { cache: 'no-store' });
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) return 'gone';
    return answer.ok ? String(((await answer.json()) as { state?: unknown }).state) : null;
  } catch {
    return null;
  }
}

function comeIn(page: HTMLElement): void {
  const said = page.querySelector<HTMLElement>('.atdoor__in');
  if (said) said.hidden = false;
  setTimeout(() => location.reload(), READ_MS);
}
