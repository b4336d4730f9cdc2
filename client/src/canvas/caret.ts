/** Others' carets and selections, drawn among a card's words. */

export interface Caret {
  readonly name: string;
  /** Places in the text, UTF-16 units; the caret itself is at the head. */
  readonly anchor: number;
  readonly head: number;
}

/** The words as nodes, with a mark wherever someone's caret is and a highlight over what they have selected. */
export function wordsWith(words: string, carets: readonly Caret[]): Node[] {
  const nodes: Node[] = [];
  const cuts = [0, ...carets.flatMap(({ anchor, head }) => [anchor, head]), words.length];
  const places = [...new Set(cuts.map((at) => Math.min(at, words.length)))].sort((a, b) => a - b);
  for (const [i, from] of places.entries()) {
    for (const caret of carets) if (Math.min(caret.head, words.length) === from) nodes.push(caretMark(caret));
    const piece = words.slice(from, places[i + 1] ?? from);
    if (piece) nodes.push(carets.some((caret) => selects(caret, from)) ? selected(piece) : new Text(piece));
  }
  // A line break at the end makes no line of its own without something after it.
  if (words.endsWith('\n')) nodes.push(new Text('\u200b'));
  return nodes;
}

function selects({ anchor, head }: Caret, at: number): boolean {
  return at >= Math.min(anchor, head) && at < Math.max(anchor, head);
}

function caretMark({ name }: Caret): Node {
  const mark = document.createElement('span');
  mark.className = 'caret caret--other';
  mark.ariaHidden = 'true';
  mark.dataset.name = name;
  return mark;
}

function selected(piece: string): Node {
  const mark = document.createElement('span');
  mark.className = 'caret__range';
  mark.append(piece);
  return mark;
}
