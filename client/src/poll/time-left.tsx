/** How long a vote is meant to take. At zero it says so; nothing is taken away. */
import { minutesSaid, timeShown } from '../app/timer';
import { useLeft } from '../panels/timer';
import type { Poll } from './votes';

export function TimeLeft({ poll }: { poll: Poll }) {
  if (poll.ends === null) return null;
  return <Clock poll={poll} ends={poll.ends} />;
}

function Clock({ poll, ends }: { poll: Poll; ends: number }) {
  const left = useLeft({ totalS: Math.max(1, (ends - poll.opened) / 1000), ends, leftMs: 0 });
  if (left === 0)
    return <p class="vote__time is-over">Time’s up. Finish your answers: the vote is closed by hand.</p>;
  return (
    <p class="vote__time" role="timer" aria-label={`${minutesSaid(left)} left`}>
      <b class="tnum" aria-hidden="true">
        {timeShown(left)}
      </b>
    </p>
  );
}
