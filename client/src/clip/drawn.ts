/**
 * What other drawing boards put on the clipboard: their boxes with words are notes, arrows between them threads that say
 * the two go together. Formats as learned from what they copy: Excalidraw puts JSON in the plain text, tldraw a JSON
 * whose shapes are packed (lz.ts) in its markup. Pure.
 */
import { asRecord, type Clip, type ClipCard, type ClipThread, plainCard } from './clip';
import { unpacked } from './lz';

const MOST = 10_000;

export function fromExcalidraw(found: Record<string, unknown>): Clip | null {
  const elements = (Array.isArray(found.elements) ? found.elements : []).slice(0, MOST).map(asRecord);
  const live = elements.filter(({ isDeleted }) => isDeleted !== true);
  const held = new Map(live.map((element) => [element.containerId, String(element.text ?? '')]));
  const boxes = live.filter(({ type }) => ['rectangle', 'ellipse', 'diamond', 'text'].includes(String(type)));
  const shapes = boxes
    .filter(({ type, containerId }) => type !== 'text' || !containerId)
    .map((element) => ({
      id: String(element.id),
      text: element.type === 'text' ? String(element.text ?? '') : (held.get(element.id) ?? ''),
      ...placeOf(element, element),
    }));
  const ties = live
    .filter(({ type }) => type === 'arrow')
    .map(({ startBinding, endBinding }) => [
      asRecord(startBinding).elementId,
      asRecord(endBinding).elementId,
    ]);
  const pictures = live.filter(({ type }) => type === 'image').length;
  return clipOf(shapes, ties, 'Excalidraw', pictures);
}

export function fromTldraw(text: string): Clip | null {
  const content = asRecord(tldrawContent(text));
  const shapes = (Array.isArray(content.shapes) ? content.shapes : []).slice(0, MOST).map(asRecord);
  const bindings = (Array.isArray(content.bindings) ? content.bindings : []).map(asRecord);
  const boxes = shapes
    .filter(({ type }) => ['note', 'geo', 'text'].includes(String(type)))
    .map((shape) => {
      const props = asRecord(shape.props);
      return {
        id: String(shape.id),
        text: typeof props.text === 'string' ? props.text : richText(props.richText),
        ...placeOf(shape, { width: props.w, height: props.h }),
      };
    });
  const ends = new Map<unknown, unknown[]>();
  for (const { fromId, toId, props } of bindings) {
    const pairOf = ends.get(fromId) ?? [undefined, undefined];
    pairOf[asRecord(props).terminal === 'end' ? 1 : 0] = toId;
    ends.set(fromId, pairOf);
  }
  const pictures = shapes.filter(({ type }) => type === 'image').length;
  return clipOf(boxes, [...ends.values()], 'tldraw', pictures);
}

function tldrawContent(text: string): unknown {
  try {
    const outer = JSON.parse(text.startsWith('{') ? text : (unpacked(text) ?? ''));
    const { data } = asRecord(outer);
    if (typeof data === 'string') return JSON.parse(unpacked(data) ?? '{}');
    const { otherCompressed, ...rest } = asRecord(data);
    return typeof otherCompressed === 'string'
      ? { ...rest, ...asRecord(JSON.parse(unpacked(otherCompressed) ?? '{}')) }
      : rest;
  } catch {
    return null;
  }
}

/** The words of a ProseMirror document, a line for each paragraph. */
function richText(value: unknown): string {
  const { type, text, content } = asRecord(value);
  if (typeof text === 'string') return text;
  const parts = (Array.isArray(content) ? content : []).map(richText);
  return parts.join(type === 'doc' ? '\n' : '');
}

interface Shape {
  readonly id: string;
  readonly text: string;
  readonly pos: readonly [number, number] | null;
}

function placeOf(
  { x, y }: Record<string, unknown>,
  { width }: Record<string, unknown>,
): Pick<ClipCard, 'pos' | 'size'> {
  const at = [x, y].every(Number.isFinite) ? ([x, y] as [number, number]) : null;
  // As wide as it was, within what a card can be read at; its height follows its words.
  const wide = typeof width === 'number' && width >= 120 && width <= 600;
  return { pos: at, size: wide ? [Math.round(width as number), 120] : null };
}

function clipOf(
  shapes: readonly (Shape & Pick<ClipCard, 'size'>)[],
  ties: readonly (readonly unknown[])[],
  source: string,
  pictures: number,
): Clip | null {
  const worded = shapes.filter(({ text }) => text.trim());
  const at = new Map<unknown, number>(worded.map(({ id }, n) => [id, n]));
  const threads: ClipThread[] = ties.flatMap(([a, b]) => {
    const [from, to] = [at.get(a), at.get(b)];
    return from === undefined || to === undefined || from === to
      ? []
      : [{ kind: 'relates' as const, from, to }];
  });
  if (!worded.length) return null;
  const cards = worded.map(({ text, pos, size }) => plainCard(text.trim(), { pos, size }));
  const left = pictures
    ? [`${pictures === 1 ? 'A picture stays' : `${pictures} pictures stay`} behind.`]
    : [];
  return { board: null, cards, threads, source, left };
}
