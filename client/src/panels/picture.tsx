/** A story's picture. */
import type { CardView } from '../board/schema';

export function PictureField(_: { card: CardView; why: string | null }) {
  return null;
}
