/** Strokes that belong together are one drawing: by one person, close to each other. */
import type { StrokeView } from '../board/schema';
import type { BoardView } from '../board/view';

export interface Drawing {
  /** In the order they were drawn. */
  readonly strokes: readonly StrokeView[];
  /** What it shows, in words; empty where it is only for looks, null where nobody has said. */
  readonly alt: string | null;
  readonly author: string | null;
  readonly box: Box;
}

interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** Nearer than this, in board units, strokes are one drawing. */
const NEAR = 48;

export function drawingsOn(view: BoardView): Drawing[] {
  const groups: { strokes: StrokeView[]; box: Box }[] = [];
  for (const stroke of view.strokes.values()) {
    let box = boxOf(stroke);
    const near = groups.filter(
      (group) => group.strokes[0]!.author === stroke.author && touches(group.box, box),
    );
    const strokes = [...near.flatMap((group) => group.strokes), stroke];
    for (const group of near) {
      box = joined(box, group.box);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push({ strokes, box });
  }
  return groups
    .map(({ strokes, box }) => ({
      strokes,
      box,
      alt: strokes.map(({ alt }) => alt).find((alt) => alt !== null) ?? null,
      author: strokes[0]!.author,
    }))
    .sort((a, b) => a.box.minY - b.box.minY || a.box.minX - b.box.minX);
}

/** The drawing a stroke is part of. */
export function drawingOf(view: BoardView, stroke: string): Drawing | undefined {
  return drawingsOn(view).find(({ strokes }) => strokes.some(({ id }) => id === stroke));
}

export function boxOf({ points, width }: Pick<StrokeView, 'points' | 'width'>): Box {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at + 1 < points.length; at += 3) {
    const [x, y] = [points[at]!, points[at + 1]!];
    [minX, maxX] = [Math.min(minX, x), Math.max(maxX, x)];
    [minY, maxY] = [Math.min(minY, y), Math.max(maxY, y)];
  }
  return { minX: minX - width, minY: minY - width, maxX: maxX + width, maxY: maxY + width };
}

function touches(a: Box, b: Box): boolean {
  return (
    a.minX - NEAR <= b.maxX && b.minX - NEAR <= a.maxX && a.minY - NEAR <= b.maxY && b.minY - NEAR <= a.maxY
  );
}

function joined(a: Box, b: Box): Box {
  return {
    minX: Math.min(a.minX, b.minX),
    minY: Math.min(a.minY, b.minY),
    maxX: Math.max(a.maxX, b.maxX),
    maxY: Math.max(a.maxY, b.maxY),
  };
}
