/** The vote and its results over the board, on a window wide enough for both. */
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import './poll.css';
import { Results } from './results';
import { Vote } from './vote';
import { votesOf } from './votes';

export function VoteDialog() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { poll } = votesOf(app.session.value.view.session);
  // Whoever was voting when it closed sees what came of it, in the same place.
  const [last, setLast] = useState(poll?.id ?? null);
  useEffect(() => {
    if (poll) setLast(poll.id);
  }, [poll?.id]);
  if (!poll) return <ResultsDialog poll={last} />;
  return (
    <Dialog title="Vote" full>
      <Vote poll={poll} onDone={() => app.close()} />
    </Dialog>
  );
}

export function ResultsDialog({ poll }: { poll: string | null }) {
  return (
    <Dialog title="What we agree on" full>
      <Results poll={poll} />
    </Dialog>
  );
}

/** The phone's tab: the open vote, else what came of the last. */
export function VoteTab({ onDone }: { onDone(): void }) {
  const app = useApp();
  app.live.value.watch.session.value;
  const { poll } = votesOf(app.session.value.view.session);
  if (poll)
    return (
      <>
        <h2 class="vh">Vote</h2>
        <Vote poll={poll} onDone={onDone} />
      </>
    );
  return (
    <>
      <h2>What we agree on</h2>
      <Results poll={null} />
    </>
  );
}
