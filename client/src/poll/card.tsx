/** A card to read, and what it stands on. */
import { groupOf, hiddenWords, KIND } from '../app/words';
import type { CardView } from '../board/schema';
import { useApp } from '../panels/context';
import { Icon, kindIcon } from '../panels/icon';
import { Mark } from '../panels/mark';
import { standsOn } from './words';

export function PollCard({ card, large }: { card: CardView; large?: boolean }) {
  const app = useApp();
  app.live.value.watch.card(card.id).value;
  const { people } = app.live.value;
  const group = groupOf(card.department, app.session.value.view.info.departments);
  const name = people.authorOf(card);
  return (
    <article class={`card card--${card.kind} k-${card.kind}${large ? ' vote__card' : ''}`}>
      {card.kind === 'story' && (
        <svg class="card__tail" viewBox="0 0 20 12" aria-hidden="true">
          <path d="M.75 0V10.5L15 .75" />
        </svg>
      )}
      <header class="card__head">
        <h3 class="kind">
          <Icon name={kindIcon(card.kind)} />
          {KIND[card.kind].one}
        </h3>
        <span class="card__ref">{card.label}</span>
      </header>
      <p class="card__text" dir="auto">
        {card.hidden ? hiddenWords(card) : card.text || 'Nothing written yet.'}
      </p>
      {(name || group) && (
        <footer class="card__foot">
          <Mark group={group} size="sm" quiet={!name} />
          <span>{name ?? group?.name}</span>
        </footer>
      )}
    </article>
  );
}

export function Standing({ card }: { card: CardView }) {
  const app = useApp();
  app.live.value.watch.threads.value;
  const found = standsOn(card, app.session.value.view);
  if (!found) return null;
  const more = found.cards.length - 1;
  return (
    <section class="vote__story" aria-label={found.word}>
      <p class="small muted" aria-hidden="true">
        {found.word}
      </p>
      <PollCard card={found.cards[0]!} />
      {more > 0 && (
        <details class="vote__more">
          <summary>
            {more} more{' '}
            {more === 1 ? KIND[found.cards[1]!.kind].one.toLowerCase() : KIND[found.cards[1]!.kind].many}
          </summary>
          {found.cards.slice(1).map((other) => (
            <PollCard key={other.id} card={other} />
          ))}
        </details>
      )}
    </section>
  );
}
