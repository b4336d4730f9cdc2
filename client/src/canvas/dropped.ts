/**
 * What is dragged in from outside: words and tables become notes, pictures stories, boards and drawings go to their
 * review. What a file can't become is said.
 */
import { isForReview, reviewFile } from '../app/bring-file';
import { picturesIn, takePictures } from '../app/picture';
import { count } from '../app/words';
import { CARD_SIZE, characters, LIMITS } from '../board/schema';
import { toBoard } from './camera';
import type { Canvas } from './canvas';
import { cardsOf, isTable } from './dropped-text';

/** Larger files are no words that people read on cards. */
const MOST_BYTES = 2_000_000;
const ACROSS = 5;
const GAP = 24;
/** As tall as a note of some lines; laid out anew by its words once it is there. */
const ROW = 190;

export function listenForFiles(canvas: Canvas, signal: AbortSignal): void {
  const { host } = canvas;
  const over = (event: DragEvent) => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    host.classList.add('is-dropping');
  };
  const left = () => host.classList.remove('is-dropping');
  host.addEventListener('dragover', over, { signal });
  host.addEventListener('dragleave', left, { signal });
  host.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      left();
      const { files } = event.dataTransfer ?? { files: [] };
      const words = event.dataTransfer?.getData('text/plain') ?? '';
      canvas.mouse.measure();
      const spot = toBoard(canvas.camera, ...canvas.mouse.inHost(event));
      void takeAll(canvas, [...files], words, spot);
    },
    { signal },
  );
}

async function takeAll(
  canvas: Canvas,
  files: readonly File[],
  words: string,
  [x, y]: readonly [number, number],
): Promise<void> {
  const { app } = canvas;
  const pictures = picturesIn(files);
  const zone = canvas.zoneAt(x, y);
  if (pictures.length)
    takePictures(app, pictures, [Math.round(x), Math.round(y)], zone, canvas.cardAt(x, y)?.card ?? null);
  const others = files.filter((file) => !pictures.includes(file));
  const forReview = others.filter(({ name }) => isForReview(app, name));
  const rest = others.filter((file) => !forReview.includes(file));
  if (rest.length || !files.length) putDown(canvas, await taken(rest, words), [x, y]);
  const [first, ...more] = forReview;
  const why = first && (await reviewFile(app, first));
  if (why) app.refuse(why);
  else if (more.length) app.refuse('One file after the other: the first is looked at now.');
}

interface Found {
  readonly cards: readonly { readonly text: string; readonly tags: readonly string[] }[];
  readonly refused: readonly string[];
}

async function taken(files: readonly File[], words: string): Promise<Found> {
  const cards: { text: string; tags: readonly string[] }[] = [];
  const refused: string[] = [];
  for (const file of files) {
    const why = objectionTo(file);
    if (why) refused.push(why);
    else cards.push(...cardsOf(await file.text(), isTable(file.name, file.type)));
  }
  if (!files.length && words.trim()) cards.push(...cardsOf(words, words.includes('\t')));
  return { cards, refused };
}

function objectionTo({ name, type, size }: File): string | null {
  const text = type.startsWith('text/') || /\.(txt|md|csv|tsv)$/i.test(name);
  if (!text) return `“${name}” can’t become cards here. Text, tables (.csv) and pictures can.`;
  return size > MOST_BYTES ? `“${name}” is too large: 2 MB is the most.` : null;
}

function putDown(canvas: Canvas, { cards, refused }: Found, [x, y]: readonly [number, number]): void {
  const { app, session } = canvas;
  for (const why of refused) app.refuse(why);
  const zone = canvas.zoneAt(x, y);
  const { commands } = session;
  const may = commands.mayAdd('note');
  if (!cards.length || canvas.refuses(may === true ? commands.mayPut(zone, 'note') : may)) return;
  const fitting = cards.filter(({ text }) => characters(text) <= LIMITS.text);
  const [w] = CARD_SIZE.note;
  const made = commands.addCards(
    fitting.map(({ text, tags }, n) => ({
      kind: 'note' as const,
      zone,
      text,
      tags,
      pos: [Math.round(x + (n % ACROSS) * (w + GAP)), Math.round(y + Math.floor(n / ACROSS) * ROW)] as const,
    })),
  );
  app.selection.value = new Set(made);
  const left = cards.length - made.length;
  const rest = left ? ` ${count(left, 'did', 'did')} not fit.` : '';
  app.toast(`${count(made.length, 'note', 'notes')} made from what you dropped.${rest}`, {
    label: 'Undo',
    run: () => app.undo(),
  });
}
