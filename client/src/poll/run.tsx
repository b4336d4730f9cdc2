/** How many have answered; and for facilitators, more time and the end. */
import { useState } from 'preact/hooks';
import { count } from '../app/words';
import { ask } from '../facilitator/ask';
import { useApp } from '../panels/context';
import type { MyBallot } from './my-ballot';
import { type Poll, votes } from './votes';

export function RunVote({ poll, ballot }: { poll: Poll; ballot: MyBallot }) {
  const app = useApp();
  const here = app.live.value.people.here.value.filter(votes).length;
  const people = ballot.people.value;
  return (
    <div class="vote__run">
      {people !== null && (
        <p class="small">
          {count(people, 'person has', 'people have')} answered something
          {people <= here && `, of ${here} here`}. We’ll all see the results together.
        </p>
      )}
      {app.me.role === 'facilitator' && <Hands poll={poll} />}
    </div>
  );
}

function Hands({ poll }: { poll: Poll }) {
  const app = useApp();
  const [sure, setSure] = useState(false);
  const close = async () => {
    if (!sure) {
      setSure(true);
      app.announce('Press again to close the vote for everyone.');
      return;
    }
    await ask(app, 'poll', { close: true });
  };
  return (
    <div class="row vote__hands">
      <button type="button" class="btn btn--primary" onClick={close}>
        {sure ? 'Close it for everyone' : 'Close the vote'}
      </button>
      {sure && (
        <button type="button" class="btn" onClick={() => setSure(false)}>
          Not yet
        </button>
      )}
      {poll.ends !== null && !sure && (
        <button type="button" class="btn" onClick={() => ask(app, 'poll', { add: 1 })}>
          One minute more
        </button>
      )}
    </div>
  );
}
