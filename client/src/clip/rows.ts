/** Rows of a table as cards, by the same headings as in files that are brought in (boards/formats/csv_columns.py). Pure. */
import { isKind, KINDS, type Kind, LIMITS } from '../board/schema';
import { type Clip, type ClipCard, plainCard } from './clip';

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  kind: ['kind', 'type', 'card type', 'category'],
  zone: ['zone', 'column', 'frame', 'section', 'group', 'list', 'stage', 'area', 'where'],
  text: [
    'text',
    'content',
    'what they said',
    'story',
    'quote',
    'note',
    'description',
    'body',
    'comment',
    'card',
    'words',
  ],
  tags: ['tags', 'tag', 'keywords', 'themes', 'theme'],
  teller: ['teller', 'told by', 'name', 'pseudonym', 'who', 'person', 'participant', 'author'],
  skip: ['label', 'ref', 'reference', 'threads', 'x', 'y', 'width', 'height', 'created', 'department'],
};

/** With a row of headings that we know, each column is what it says; without one a row's cells are the card's lines. */
export function fromRows(rows: readonly (readonly string[])[], source: string): Clip {
  const [head = [], ...body] = rows;
  const columns = head.map(columnOf);
  const headed = columns.includes('text') || (columns.includes('kind') && head.length > 1);
  const cards = headed
    ? body.map((row) => headedCard(row, columns, head))
    : rows.map((row) => plainCard(row.filter((cell) => cell.trim()).join('\n')));
  return { board: null, cards: cards.filter(({ text }) => text.trim()), threads: [], source, left: [] };
}

/** What a column is: one of ours, or a field of that name. */
function columnOf(heading: string): string {
  const plain = heading
    .trim()
    .toLowerCase()
    .replace(/[_\-:?*.]+/g, ' ')
    .replace(/\s+/g, ' ');
  const known = Object.keys(COLUMNS).find((column) => COLUMNS[column]!.includes(plain));
  return known ?? (plain ? `field:${heading.trim().slice(0, 100)}` : 'skip');
}

function headedCard(row: readonly string[], columns: readonly string[], head: readonly string[]): ClipCard {
  const cell = (column: string) => (row[columns.indexOf(column)] ?? '').trim();
  const fields: Record<string, string> = {};
  for (const [at, column] of columns.entries()) {
    const value = (row[at] ?? '').trim();
    if (column.startsWith('field:') && value) fields[column.slice('field:'.length)] = value;
  }
  const kind = kindOf(cell('kind'));
  if (cell('teller')) fields.teller = cell('teller');
  if (cell('kind') && !kind) fields.kind = cell('kind');
  const words = columns.includes('text') ? cell('text') : row.filter((_, at) => head[at]).join('\n');
  return plainCard(words, {
    kind: kind ?? 'note',
    zone: cell('zone') || null,
    tags: tagsIn(cell('tags')),
    fields,
  });
}

/** "Stories", "problem", "Step": the kind a word names. */
function kindOf(word: string): Kind | null {
  const plain = word.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '');
  if (plain === 'step') return 'touchpoint';
  if (plain === 'question') return 'challenge';
  return isKind(plain) ? plain : (KINDS.find((kind) => kind === word.toLowerCase()) ?? null);
}

function tagsIn(cell: string): string[] {
  const tags = cell.split(/[,;]/).map((tag) => tag.trim().slice(0, 100));
  return [...new Set(tags.filter(Boolean))].slice(0, LIMITS.tags);
}
