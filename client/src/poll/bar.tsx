/** Under the top bar: a vote is open, or has just closed. It takes no focus; the vote is one press away. */
import { useEffect, useState } from 'preact/hooks';
import { count } from '../app/words';
import { useApp } from '../panels/context';
import { Icon } from '../panels/icons';
import { myBallot } from './my-ballot';
import { type Poll, votes, votesOf } from './votes';
import './poll.css';

export function VoteBar() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { poll } = votesOf(app.session.value.view.session);
  const [closed, setClosed] = useState<string | null>(null);
  useEffect(() => {
    if (!poll) return;
    setClosed(null);
    app.announce(`A vote is open: ${poll.question}`);
    // Everyone's page asks for its ballot when the vote opens: who asks later is not who votes.
    if (votes(app.me)) void myBallot(app, poll).load();
    return () => {
      // Who is looking at the vote sees the results in its place.
      const looking = app.narrow.peek() ? app.tab.peek() === 'vote' : app.overlay.peek()?.kind === 'vote';
      if (!looking) setClosed(poll.id);
      app.announce('The vote has closed. Everyone can see the results.');
    };
  }, [poll?.id]);
  if (app.narrow.value && app.tab.value === 'vote') return null;
  if (poll) return <Open poll={poll} />;
  if (!closed) return null;
  const see = () => {
    setClosed(null);
    goVote(app, closed);
  };
  return (
    <div class="bar banner votebar" role="status">
      <Icon name="vote" />
      <span class="grow">
        <b>The vote has closed.</b> Everyone sees the results now.
      </span>
      <button type="button" class="btn btn--primary" aria-haspopup="dialog" onClick={see}>
        See the results
      </button>
      <button type="button" class="icon-btn" aria-label="Close" onClick={() => setClosed(null)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function Open({ poll }: { poll: Poll }) {
  const app = useApp();
  const answered = Object.keys(myBallot(app, poll).choices.value).length;
  const watches = !votes(app.me);
  return (
    <div class="bar bar--lamp banner votebar" role="status">
      <Icon name="vote" />
      <span class="grow">
        <b>A secret vote is open.</b> {poll.question}{' '}
        {answered > 0 && poll.way === 'agree' && (
          <span class="votebar__mine">
            You answered {answered} of {count(poll.cards.length, 'card', 'cards')}.
          </span>
        )}
      </span>
      <button type="button" class="btn" aria-haspopup="dialog" onClick={() => goVote(app, null)}>
        {watches ? 'See it' : answered ? 'Your answers' : 'Vote'}
      </button>
    </div>
  );
}

type App = ReturnType<typeof useApp>;

/** To the open vote, or to the results of one; on a phone that is a tab. */
export function goVote(app: App, closed: string | null): void {
  if (app.narrow.peek()) app.tab.value = 'vote';
  else app.open(closed ? { kind: 'results', poll: closed } : { kind: 'vote' });
}
