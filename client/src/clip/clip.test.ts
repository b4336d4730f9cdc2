// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { type Me, newId } from '../board/schema';
import { BoardView } from '../board/view';
import { asRecord, readClip } from './clip';
import { byLine, clipIn } from './in';
import { unpacked } from './lz';
import { copied } from './out';
import { fromRows } from './rows';

const ME: Me = { participant: 'm'.repeat(21), name: 'Dee', department: 'citizen', role: 'contributor' };

function board(cards: Record<string, Record<string, unknown>>) {
  const doc = new Y.Doc();
  doc.getMap('zones').set('z', new Y.Map(Object.entries({ title: 'Stories', pos: [0, 0, 0], order: 'a0' })));
  for (const [id, { text, fields, ...keys }] of Object.entries(cards)) {
    const entry = {
      kind: 'note',
      pos: [10, 20, 1],
      size: [192, 120],
      order: id,
      zone: 'z',
      tags: [],
      ...keys,
    };
    const words = { text: new Y.Text(String(text)), fields: new Y.Map(Object.entries(asRecord(fields))) };
    doc.getMap('cards').set(id, new Y.Map(Object.entries({ ...entry, ...words })));
  }
  return { doc, view: new BoardView(doc, ME.participant) };
}

test('cards come back from our own table as they were, with their threads and without what a teller allowed', () => {
  const fields = { teller: 'Dee <b>', keep: 'anyone', quote: 'yes' };
  const { doc, view } = board({
    a: { text: 'Two buses & “rain”\n<script>', kind: 'story', fields, tags: ['bus'], label: 'S1' },
    b: { text: 'é😀', kind: 'problem', pos: [300, 40, 2] },
    c: { text: 'not chosen' },
  });
  doc.getMap('threads').set(newId(), new Y.Map(Object.entries({ kind: 'rests-on', from: 'b', to: 'a' })));
  doc.getMap('threads').set(newId(), new Y.Map(Object.entries({ kind: 'relates', from: 'b', to: 'c' })));
  view.catchUp();
  const copy = copied(view, ME, 'here', ['b', 'a'])!;
  expect(copy.text).toBe('Two buses & “rain”\n<script>\n\né😀');
  expect(copy.html).not.toContain('<script>');
  const clip = clipIn(copy)!;
  expect(clip).toMatchObject({ board: 'here', threads: [{ kind: 'rests-on', from: 1, to: 0 }] });
  expect(clip.cards).toEqual([
    {
      id: 'a',
      kind: 'story',
      text: 'Two buses & “rain”\n<script>',
      fields: { teller: 'Dee <b>' },
      tags: ['bus'],
      zone: 'Stories',
      pos: [10, 20],
      size: [192, 120],
    },
    {
      id: 'b',
      kind: 'problem',
      text: 'é😀',
      fields: {},
      tags: [],
      zone: 'Stories',
      pos: [300, 40],
      size: [192, 120],
    },
  ]);
});

test('words that nobody has said may leave the room are nowhere in what is copied, but for their teller', () => {
  const secret = { kind: 'story', text: 'SECRET', author: 'someone', label: 'S1' };
  const { view } = board({
    none: secret,
    room: { ...secret, fields: { keep: 'room' } },
    hidden: { ...secret, kind: 'note', hidden: 'why' },
    open: { ...secret, text: 'OPEN', fields: { keep: 'partners' } },
    mine: { ...secret, text: 'MINE', author: ME.participant },
  });
  const copy = copied(view, ME, 'here', ['none', 'room', 'hidden', 'open', 'mine'])!;
  const clip = clipIn(copy)!;
  expect(copy.staying).toBe(3);
  expect(JSON.stringify([copy.text, copy.html, clip])).not.toContain('SECRET');
  expect(clip.cards.map(({ text }) => text).sort()).toEqual(['', '', '', 'MINE', 'OPEN']);
});

test('a clip of any shape does no harm', () => {
  for (const odd of [null, 5, 'x', [], {}, { cards: 'no' }, { cards: { length: 3 } }])
    expect(readClip(odd)).toBeNull();
  const clip = readClip({
    cards: [null, { kind: 'rant', text: 5, tags: [1, 'ok'], pos: ['a', 1], size: [1], fields: 'no' }],
    threads: [{ kind: 'relates', from: 0, to: 7 }, { kind: 'evil', from: 0, to: 1 }, 3],
  })!;
  expect(clip.threads).toEqual([]);
  expect(clip.cards[1]).toEqual({
    kind: 'note',
    text: '',
    fields: {},
    tags: ['ok'],
    zone: null,
    pos: null,
    size: null,
  });
  expect(
    clipIn({ html: '<table data-same-room="%%%"><tr><td>a</td><td>b</td></tr></table>', text: 'a\tb' })
      ?.cards,
  ).toHaveLength(1);
});

test('a spreadsheet gives a card a row, each column what its heading says', () => {
  const text = [
    'Type\tWhat they said\tZone\tTags\tTeller\tWhere it hurts',
    'Stories\t"Two buses\nin the rain"\tStories\tbus, rain\tDee\tknee',
    'problem\tDamp\tProblems\t\t\t',
    'rant\tNo kind\t\t\t\t',
    '\t\t\t\t\t',
  ].join('\n');
  expect(clipIn({ html: '', text })?.cards).toEqual([
    {
      kind: 'story',
      text: 'Two buses\nin the rain',
      fields: { teller: 'Dee', 'Where it hurts': 'knee' },
      tags: ['bus', 'rain'],
      zone: 'Stories',
      pos: null,
      size: null,
    },
    expect.objectContaining({ kind: 'problem', text: 'Damp', zone: 'Problems', fields: {} }),
    expect.objectContaining({ kind: 'note', text: 'No kind', fields: { kind: 'rant' } }),
  ]);
});

test('without headings the cells of a row are the lines of its card', () => {
  const html = '<table><tr><td>Dee</td><td>Two<br>buses</td></tr><tr><td>Tom</td><td></td></tr></table>';
  expect(clipIn({ html, text: 'x' })?.cards.map(({ text }) => text)).toEqual(['Dee\nTwo\nbuses', 'Tom']);
  expect(fromRows([['one'], ['two']], 's').cards).toHaveLength(2);
});

test('words are one card, or one a line without its mark', () => {
  const clip = clipIn({ html: '<b>bold</b>', text: ' - Two buses\n2) Damp\n\n• é😀 ' })!;
  expect(clip.cards.map(({ text }) => text)).toEqual(['- Two buses\n2) Damp\n\n• é😀']);
  expect(byLine(clip).map(({ text }) => text)).toEqual(['Two buses', 'Damp', 'é😀']);
  expect(clipIn({ html: '', text: '  \n ' })).toBeNull();
});

test('boxes of Excalidraw are notes, arrows between them threads', () => {
  const box = { type: 'rectangle', x: 10, y: 20, width: 300, height: 80 };
  const elements = [
    { ...box, id: 'a' },
    { ...box, id: 'b', x: 400, width: 5000 },
    { ...box, id: 'gone', isDeleted: true },
    { type: 'text', id: 't', containerId: 'a', text: 'Damp', x: 0, y: 0 },
    { type: 'text', id: 'u', containerId: 'b', text: 'Who pays?', x: 0, y: 0 },
    { type: 'text', id: 'v', text: 'alone', x: 7, y: 8 },
    { type: 'arrow', id: 'w', startBinding: { elementId: 'a' }, endBinding: { elementId: 'b' } },
    { type: 'arrow', id: 'x', startBinding: null, endBinding: { elementId: 'b' } },
    { type: 'image', id: 'y' },
    5,
  ];
  const clip = clipIn({ html: '', text: JSON.stringify({ type: 'excalidraw/clipboard', elements }) })!;
  expect(clip.cards.map(({ text, pos, size }) => [text, pos, size])).toEqual([
    ['Damp', [10, 20], [300, 120]],
    ['Who pays?', [400, 20], null],
    ['alone', [7, 8], null],
  ]);
  expect(clip.threads).toEqual([{ kind: 'relates', from: 0, to: 1 }]);
  expect(clip.left).toEqual(['A picture stays behind.']);
});

const SHAPES =
  'N4IgzgFghgDgpmEAuA2qAlgE2ea8lQgA0IALgJ7w4B2A9qXMSAB7ICMADCecgExcgYAJ1oxESUEPQBjCABU4zUslAUqSEJlr' +
  'Sm02tQYHkaMpUYaYUIVADm1mBF37Dy1KrM4GSpl9cgAIlAAtjAABCAAvkTu6mSKyiS+OLZQ6NSRALpRMeaCVrb2jiR6BnBGb' +
  'qaxSYnxOACXgLwbgAB7mRFZEdkgWDiQsHBIAEY+Hho2cLRMrEgAzBwCPEj8JMKi4qAA7nxLII5IAJwCSRoA6hC0oZbkYAD8k' +
  'Z3dGr34OokjIFYimyRT88gCK2IVB1ol1sI88P1sK9YuggrZGN8/twkYIRICJB0MiQBmlMGkbOITAAzERBACSYNwfSQLzItAp' +
  'PQhBCYALWcSEQTSUAANj1SFZlMDQCTaOTKU9+rTSPTxUyhss0WyGByubyNGVsJiIkA==';
const WHOLE =
  'N4IgLgngDgpiBcICGUoBsCWBjJYMHsA7AejDQBMAnJAdxABoQBrDQ8hELIsGQsBkOVxIEoAM4ALFDDEIA2qAztEk6fBGNIsD' +
  'oXw8BADwQBGAAyMICAEzmQUSviiz4oStgkAVGAf4vw0OERyfCwBLj5eXwV/bUQoJGoAc2ooCTDuSPlQLUDwb35NfI4AESQAW' +
  'ygAAhAAX3psgI4eHwFm32REpFZagF06hti7BKRklDTGcJ4+LJjcttaixABLwF4NwAA93pq+mv6QJQ5VWHgAI1bGxESYfEMEA' +
  'GZTW0t4G0Z7R2dQOmeXkDT4AE5bPNEAB1CT4SrxCBiAD8tV2+xUUiOoU052QlAcdEYRngjwQtjeTlEO3qe2UIEOMHg7DRgww' +
  'ZRGcBxBIsrLsDmJLh2PUYx1Y5FYiWc0QAZg4ygBJClU+Co8D4aUHZHUjQc96iPKUMqsJBoA5gBL8UmgcX4KUylVy1qKy1qU6' +
  'vTkfLU6wh6ji8dg8nZAA';

test('so are those of tldraw, however it packs them', () => {
  const outer = JSON.stringify({
    type: 'application/tldraw',
    kind: 'content',
    version: 3,
    data: { assets: [], otherCompressed: SHAPES },
  });
  for (const inside of [outer, WHOLE]) {
    const clip = clipIn({ html: `<div data-tldraw>${inside}</div>`, text: '' })!;
    expect(clip.cards.map(({ text, pos }) => [text, pos])).toEqual([
      ['Damp again\né😀', [10, 20]],
      ['Who pays?', [300, 20]],
    ]);
    expect(clip.threads).toEqual([{ kind: 'relates', from: 0, to: 1 }]);
  }
});

test('what can not be unpacked is nothing', () => {
  for (const [packed, words] of [
    ['IZA=', 'a'],
    ['IY5A', 'aaaa'],
    ['BYUwNmD2AEoTcpA=', 'hello hello hello'],
    ['JeXg3AB7hE9o6tpA', 'é😀漢字'],
    ['B418ZXTt/DFOS1b0c17Pd/wYUcSaWeRZVdTbXfQ408y62+x519z73/wMFDhI0WPETJU6TNlyZQA=', 'x'.repeat(3000)],
  ] as const)
    expect(unpacked(packed)).toBe(words);
  for (const junk of ['', 'A', '!!!!', 'zzzzzzzzzzzzzzzz', SHAPES.slice(0, 40)])
    expect(unpacked(junk)).toBeNull();
});

test('of a board whose data only it can read, each line of its words is a card', () => {
  const html = '<span data-meta="<--(miro-data-v1)AAAA(/miro-data-v1)-->"></span>';
  expect(clipIn({ html, text: 'Damp\nWho pays?' })?.cards.map(({ text }) => text)).toEqual([
    'Damp',
    'Who pays?',
  ]);
});

test('styles of what is pasted are never applied, and its words stay as they are', () => {
  const cell =
    '<td class="a" STYLE="color: red">how to write style="wide" &gt; in html</td><td style = \'x\'>two</td>';
  const html = `<style>td { color: blue }</style><table><tr>${cell}</tr></table>`;
  const parsed = vi.spyOn(DOMParser.prototype, 'parseFromString');
  const [first] = clipIn({ html, text: '' })!.cards;
  expect(first?.text).toContain('how to write style="wide" > in html');
  expect(parsed.mock.results[0]?.value.querySelectorAll('style, [style]')).toHaveLength(0);
});
