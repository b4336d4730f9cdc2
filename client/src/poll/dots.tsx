/** Dots for one card: one more, one less, and how many are left. */
import { count } from '../app/words';
import { useApp } from '../panels/context';
import { Icon } from '../panels/icons';
import type { MyBallot } from './my-ballot';
import type { Poll } from './votes';

export function Dots({
  poll,
  ballot,
  card,
  off,
}: {
  poll: Poll;
  ballot: MyBallot;
  card: string;
  off: boolean;
}) {
  const app = useApp();
  const choices = ballot.choices.value;
  const here = Number(choices[card] ?? 0);
  const left = poll.dots - Object.values(choices).reduce<number>((sum, dots) => sum + Number(dots), 0);
  const change = (by: 1 | -1) => {
    if (off) return app.announce('Votes need a connection.', true);
    if (by > 0 ? left < 1 : here < 1)
      return app.announce(
        by > 0 ? 'You have no dots left. Take one back first.' : 'There is no dot of yours here.',
        true,
      );
    ballot.choose(card, here + by);
    app.announce(`${count(here + by, 'dot', 'dots')} here, ${left - by} left.`);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons that act at once, not fields of a form
    <div class="vote__dots" role="group" aria-label="Your dots">
      <button
        type="button"
        class="vote__answer"
        aria-label="One dot less"
        aria-disabled={off || here < 1 ? 'true' : undefined}
        onClick={() => change(-1)}
      >
        <Icon name="minus" />
      </button>
      <p class="vote__given">
        <span class="vote__dotrow" aria-hidden="true">
          {Array.from({ length: here }, (_, n) => (
            <i key={n} />
          ))}
        </span>
        <b>{here ? count(here, 'dot', 'dots') : 'No dots'} here</b>
        <span class="muted small">
          {left} of {poll.dots} left
        </span>
      </p>
      <button
        type="button"
        class="vote__answer"
        aria-label="One dot more"
        aria-disabled={off || left < 1 ? 'true' : undefined}
        onClick={() => change(1)}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
