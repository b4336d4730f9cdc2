/** What is pasted, whatever it comes from: a board of ours, a spreadsheet, another board tool, or words. Pure but for DOMParser. */
import { rowsOf } from '../canvas/dropped-text';
import { asRecord, type Clip, type ClipCard, plainCard, readClip } from './clip';
import { fromExcalidraw, fromTldraw } from './drawn';
import { fromRows } from './rows';

export interface Pasted {
  readonly html: string;
  readonly text: string;
}

export function clipIn({ html, text }: Pasted): Clip | null {
  const page = html ? new DOMParser().parseFromString(unstyled(html), 'text/html') : null;
  return ours(page) ?? drawn(page, text) ?? spreadsheet(page, text) ?? otherBoard(html, text) ?? words(text);
}

/** Without styles, whose parsing the page's policy would refuse and report, one by one. */
function unstyled(html: string): string {
  const parts = html.replace(/<(\/?)style\b/gi, '<$1template').split('<');
  return parts.map((part) => part.replace(/^[^>]*/, (tag) => tag.replace(STYLE, ' data-style='))).join('<');
}

const STYLE = /\sstyle\s*=/gi;

function ours(page: Document | null): Clip | null {
  const held = page?.querySelector('[data-same-room]')?.getAttribute('data-same-room');
  if (!held) return null;
  try {
    const bytes = Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0));
    return readClip(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

function drawn(page: Document | null, text: string): Clip | null {
  const tldraw = page?.querySelector('[data-tldraw]')?.textContent;
  if (tldraw) return fromTldraw(tldraw);
  const found = text.trim().startsWith('{') ? asRecord(json(text)) : {};
  return String(found.type).startsWith('excalidraw') ? fromExcalidraw(found) : null;
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Cells: a table in the markup, or tabs in the text. A single cell is words. */
function spreadsheet(page: Document | null, text: string): Clip | null {
  const table = page?.querySelector('table');
  const rows = table ? cellsOf(table) : text.includes('\t') ? rowsOf(text) : [];
  if (rows.length < 2 && (rows[0]?.length ?? 0) < 2) return null;
  return fromRows(rows, 'a spreadsheet');
}

function cellsOf(table: HTMLTableElement): string[][] {
  for (const line of table.querySelectorAll('br')) line.replaceWith('\n');
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => (cell.textContent ?? '').trim()));
  return rows.filter((row) => row.some(Boolean));
}

/** Miro's own data can't be read by others; its plain text has the words of each sticker on a line. */
function otherBoard(html: string, text: string): Clip | null {
  if (!/miro-data|data-meta=|figjam|figmeta|mural/i.test(html)) return null;
  const cards = lines(text).map((line) => plainCard(line));
  return cards.length ? { board: null, cards, threads: [], source: 'another board', left: [] } : null;
}

function words(text: string): Clip | null {
  const card = text.trim();
  return card ? { board: null, cards: [plainCard(card)], threads: [], source: 'words', left: [] } : null;
}

/** The same words, one card a line. */
export function byLine(clip: Clip): ClipCard[] {
  return clip.cards.flatMap(({ text }) => lines(text).map((line) => plainCard(line)));
}

function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:[-*•‣]|\d+[.)])\s+/, '').trim())
    .filter(Boolean);
}
