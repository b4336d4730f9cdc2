/** The theme's colours for the <canvas>, read from the style sheet once per theme. */
import { KINDS, type Kind } from '../board/schema';

export interface Colours {
  readonly table: string;
  readonly ink: string;
  readonly lamp: string;
  readonly thread: string;
  readonly threadOn: string;
  readonly paper: Readonly<Record<Kind, string>>;
  readonly edge: Readonly<Record<Kind, string>>;
}

export function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(`--sr-${name}`).trim() || 'gray';
  const ofKind = (part: string) =>
    Object.fromEntries(KINDS.map((kind) => [kind, read(`${kind}-${part}`)])) as Record<Kind, string>;
  return {
    table: read('table'),
    ink: read('ink'),
    lamp: read('lamp'),
    thread: read('thread'),
    threadOn: read('thread-on'),
    paper: ofKind('paper'),
    edge: ofKind('edge'),
  };
}
