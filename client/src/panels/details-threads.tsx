/** What a card is tied to, and what is asked of it. */
import { showDetails } from '../app/details';
import { needOf, refOf } from '../app/words';
import * as threads from '../board/commands/threads';
import type { CardView } from '../board/schema';
import { useChanges } from './changes';
import { useApp } from './context';
import { KindGlyph } from './icon';
import { Icon } from './icons';
import { ThreadList } from './thread-list';

export function ThreadPart({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const threads = app.session.value.view.threadsOf(card.id);
  const need = needOf(card, threads);
  return (
    <section aria-label="Thread">
      {need && <p class="hint">{need.hint}</p>}
      {!need && threads.length === 0 && <p class="small muted">No thread yet.</p>}
      <ThreadList card={card} />
      <AddThread card={card} words="Add to the thread" />
    </section>
  );
}

function AddThread({ card, words }: { card: CardView; words: string }) {
  const app = useApp();
  if (app.me.role === 'observer') return null;
  return (
    <button
      type="button"
      class="btn btn--sm"
      aria-haspopup="dialog"
      onClick={() => app.open({ kind: 'thread', card: card.id })}
    >
      <Icon name="plus" />
      {words}
    </button>
  );
}

/** The challenges put to this card, each with its answer. */
export function ChallengePart({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const { view } = app.session.value;
  const asked = view
    .threadsOf(card.id)
    .filter(({ kind, to }) => kind === 'challenges' && to === card.id)
    .flatMap(({ from }) => view.cards.get(from) ?? []);
  return (
    <section aria-label="Challenges">
      {asked.length === 0 && <p class="small muted">Nobody has challenged this.</p>}
      <ul class="ties">
        {asked.map((challenge) => (
          <Challenge key={challenge.id} challenge={challenge} />
        ))}
      </ul>
      {card.kind !== 'challenge' && <AskChallenge card={card} />}
    </section>
  );
}

function Challenge({ challenge }: { challenge: CardView }) {
  const app = useApp();
  app.live.value.watch.card(challenge.id).value;
  const answer = typeof challenge.fields.answer === 'string' ? challenge.fields.answer : '';
  return (
    <li class="tie k-challenge tie--tall">
      <KindGlyph kind="challenge" />
      <span class="grow">
        <b>{refOf(challenge)}</b> {challenge.text}
        <span class="tie__state small">
          {answer || 'Needs an answer.'}
          {challenge.fields.accepted === true && ' This answer is enough.'}
          {challenge.fields.accepted === false && ' This answer is not enough yet.'}
        </span>
      </span>
      <button type="button" class="btn btn--sm" onClick={() => showDetails(app, challenge.id, 'card')}>
        {answer ? 'Open' : 'Answer'}
        <span class="vh"> {refOf(challenge)}</span>
      </button>
    </li>
  );
}

function AskChallenge({ card }: { card: CardView }) {
  const app = useApp();
  if (app.me.role === 'observer') return null;
  const ask = () => {
    const { commands, view } = app.session.peek();
    const [x, y] = card.pos;
    const made = commands.addCard({ kind: 'challenge', zone: card.zone, pos: [x + card.size[0] + 24, y] });
    if (!made) return app.announce(String(commands.mayAdd('challenge')), true);
    threads.addThread(commands.inside, 'challenges', made, card.id);
    app.announce(`A challenge to ${refOf(view.cards.get(card.id) ?? card)}. Write what you question.`);
    showDetails(app, made, 'card');
  };
  return (
    <button type="button" class="btn btn--sm" onClick={ask}>
      <Icon name="plus" />
      Ask a challenge
    </button>
  );
}
