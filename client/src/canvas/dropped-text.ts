/** Text from outside as cards: a table gives one a row, prose one a paragraph. Pure. */
import { LIMITS } from '../board/schema';

export interface TextCard {
  readonly text: string;
  readonly tags: readonly string[];
}

/** A file of fewer paragraphs than this is split at them; a longer one stays one card. */
const MOST_PARAGRAPHS = 200;
const TEXT_HEADING = /^(text|card|note|story|comment|what they said|words|description|title)$/i;
const TAG_HEADING = /^tags?$/i;

export function isTable(name: string, type: string): boolean {
  return /\.(csv|tsv)$/i.test(name) || /csv|tab-separated/.test(type);
}

export function cardsOf(text: string, table: boolean): TextCard[] {
  return table ? fromTable(rowsOf(text)) : fromProse(text);
}

function fromProse(text: string): TextCard[] {
  const paragraphs = text.replace(/\r\n?/g, '\n').split(/\n\s*\n/);
  const parts = paragraphs.length > MOST_PARAGRAPHS ? [text] : paragraphs;
  return parts.map((part) => ({ text: part.trim(), tags: [] })).filter(({ text: words }) => words);
}

/** With a heading for the words they are the card; without one, all cells of a row are, one a line. */
function fromTable(rows: readonly string[][]): TextCard[] {
  const [head = [], ...rest] = rows;
  const words = head.findIndex((cell) => TEXT_HEADING.test(cell.trim()));
  const tags = head.findIndex((cell) => TAG_HEADING.test(cell.trim()));
  const body = words < 0 ? rows : rest;
  return body
    .map((row) => ({
      text: (words < 0 ? row.filter((cell) => cell.trim()).join('\n') : (row[words] ?? '')).trim(),
      tags: words < 0 || tags < 0 ? [] : tagsIn(row[tags] ?? ''),
    }))
    .filter(({ text }) => text);
}

function tagsIn(cell: string): string[] {
  const tags = cell.split(/[,;]/).map((tag) => tag.trim().slice(0, 100));
  return [...new Set(tags.filter(Boolean))].slice(0, LIMITS.tags);
}

/** RFC 4180, with tabs or semicolons where the first line has more of those than commas. */
export function rowsOf(text: string): string[][] {
  const first = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  const many = (mark: string) => first.split(mark).length;
  const mark = [',', ';', '\t'].reduce((best, one) => (many(one) > many(best) ? one : best));
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (quoted && letter === '"' && text[at + 1] === '"') cell += text[++at];
    else if (letter === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && letter === mark) cell = end(cell);
    else if (!quoted && letter === '\n') {
      cell = end(cell);
      rows.push([]);
    } else if (letter !== '\r' || quoted) cell += letter;
  }
  end(cell);
  return rows.filter((row) => row.some((one) => one.trim()));

  function end(done: string): string {
    rows.at(-1)!.push(done);
    return '';
  }
}
