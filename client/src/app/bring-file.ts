/** Files that hold a board or a drawing: facilitators look at what would come in, on a page of its own. */
import type { App } from './app';

const BROUGHT = /\.(canvas|excalidraw|excalidrawlib|tldr|zip|json)$/i;
const TABLE = /\.csv$/i;

/** Whether this file is for the review. A table is for who may bring it in; from others its rows become notes. */
export function isForReview(app: App, name: string): boolean {
  return BROUGHT.test(name) || (app.me.role === 'facilitator' && TABLE.test(name));
}

/** Go to the review of a file; why not, where that can't be. */
export async function reviewFile(app: App, file: File): Promise<string | null> {
  if (app.me.role !== 'facilitator') return `Only a facilitator brings “${file.name}” in.`;
  const form = new FormData();
  form.set('file', file);
  try {
    const answer = await fetch(`/b/${app.boot.board.id}/import`, { method: 'POST', body: form });
    if (answer.ok && answer.redirected) location.assign(answer.url);
    else return await whyOf(answer, file.name);
    return null;
  } catch {
    return 'Files need a connection. Try again when you are back online.';
  }
}

/** The page that was answered says it in its own words. */
async function whyOf(answer: Response, name: string): Promise<string> {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const said = page.querySelector('.error')?.textContent?.replace(/\s+/g, ' ').trim();
  return said || `“${name}” can’t come in.`;
}
