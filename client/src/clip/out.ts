/**
 * Cards on their way to the clipboard: as our own clip, as a table and as plain text, so that a board, a spreadsheet and
 * a letter each take what they can. Our clip rides in the table's markup, which every browser hands on.
 *
 * What a story's teller has not said may leave the room does not leave it: of such a story only its id is copied, which
 * says nothing anywhere else. Whoever tells a story takes it wherever they like.
 */
import { KIND } from '../app/words';
import { copiedFields, keepOf } from '../board/field';
import type { CardView, Me } from '../board/schema';
import type { BoardView } from '../board/view';

export interface Copied {
  readonly html: string;
  readonly text: string;
  /** Cards whose words stay on this board. */
  readonly staying: number;
}

export function copied(view: BoardView, me: Me, board: string, ids: readonly string[]): Copied | null {
  const cards = inOrder(view, ids);
  if (!cards.length) return null;
  const at = new Map(cards.map(({ id }, n) => [id, n]));
  const threads = new Map(cards.flatMap(({ id }) => view.threadsOf(id)).map((thread) => [thread.id, thread]));
  const going = cards.filter((card) => mayLeave(card, me));
  const clip = {
    board,
    cards: cards.map((card) => (mayLeave(card, me) ? whole(card, view) : { id: card.id })),
    threads: [...threads.values()]
      .filter(({ from, to }) => at.has(from) && at.has(to))
      .map(({ kind, from, to }) => ({ kind, from: at.get(from), to: at.get(to) })),
  };
  return {
    html: table(going, view, JSON.stringify(clip)),
    text: going.map(({ text }) => text).join('\n\n'),
    staying: cards.length - going.length,
  };
}

/** As people read a board: zone by zone. */
function inOrder(view: BoardView, ids: readonly string[]): CardView[] {
  const wanted = new Set(ids);
  const zones = [...view.zoneList().map(({ id }) => id), null];
  return zones.flatMap((zone) => view.cardsIn(zone)).filter(({ id }) => wanted.has(id));
}

export function mayLeave(card: CardView, me: Me): boolean {
  if (card.hidden) return false;
  if (card.kind !== 'story' || card.author === me.participant) return true;
  const keep = keepOf(card);
  return keep === 'partners' || keep === 'anyone';
}

function whole(card: CardView, view: BoardView): Record<string, unknown> {
  const { id, kind, text, fields, tags, zone, pos, size } = card;
  const title = (zone && view.zones.get(zone)?.title) || null;
  return { id, kind, text, fields: copiedFields(fields), tags, zone: title, pos: pos.slice(0, 2), size };
}

const HEADINGS = ['Label', 'Kind', 'Zone', 'Text', 'Tags'];

function table(cards: readonly CardView[], view: BoardView, clip: string): string {
  const rows = cards.map(({ label, kind, zone, text, tags }) => [
    label,
    KIND[kind].one,
    (zone && view.zones.get(zone)?.title) || '',
    text,
    tags.join(', '),
  ]);
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell).replaceAll('\n', '<br>')}</${tag}>`).join('')}</tr>`;
  const body = rows.map((cells) => row(cells, 'td')).join('');
  return `<meta charset="utf-8"><table data-same-room="${encoded(clip)}">${row(HEADINGS, 'th')}${body}</table>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function encoded(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
