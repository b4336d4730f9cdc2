/** A card's picture in lists, with what readers are warned of. */
import { pictureAddress } from '../app/picture';
import { pictureOf, wordsIn } from '../board/field';
import type { CardView } from '../board/schema';
import { useApp } from './context';

export function CardPicture({ card }: { card: CardView }) {
  const app = useApp();
  const picture = pictureOf(card);
  const warning = card.kind === 'story' ? wordsIn(card, 'warning') : '';
  const mine = card.author === app.me.participant || app.me.role === 'facilitator';
  if (card.hidden && !mine) return null;
  return (
    <>
      {warning && (
        <p class="card__facts">
          <b>Warning:</b> {warning}
        </p>
      )}
      {picture && (
        <img
          class="card__picture"
          src={pictureAddress(app, picture.id)}
          width={picture.width}
          height={picture.height}
          alt={picture.alt}
          loading="lazy"
        />
      )}
    </>
  );
}
