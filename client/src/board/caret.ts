/** Where a caret stands in a collaborative text, so that presence can tell of it. */
import * as Y from 'yjs';

/** A place in the text that stays where it is while others type; JSON for presence. */
export function caretAt(text: Y.Text, index: number): unknown {
  const position = Y.createRelativePositionFromTypeIndex(text, Math.min(index, text.length), -1);
  return Y.relativePositionToJSON(position);
}

/** Where that place is now, or null when it is not in this text. */
export function caretIndex(text: Y.Text, caret: unknown): number | null {
  if (!text.doc || !caret || typeof caret !== 'object') return null;
  try {
    const relative = Y.createRelativePositionFromJSON(caret);
    const place = Y.createAbsolutePositionFromRelativePosition(relative, text.doc);
    return place?.type === text ? place.index : null;
  } catch {
    return null; // Another client may put anything in its presence.
  }
}
