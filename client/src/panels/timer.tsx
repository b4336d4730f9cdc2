/** The timer all see. It never stops anyone: at zero it says so, and that is all. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { leftMs, minutesSaid, timerState, timeShown } from '../app/timer';
import type { TimerInfo } from '../board/schema';
import { useApp } from './context';

export function Timer() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { timer } = app.session.value.view.session;
  if (!timer) return null;
  return <Clock timer={timer} />;
}

const WORDS = { running: '', last: 'Last minute', paused: 'Paused', over: 'Time’s up' } as const;

function Clock({ timer }: { timer: TimerInfo }) {
  const left = useLeft(timer);
  useSpoken(timer, left);
  const state = timerState(timer, left);
  const part = timer.totalS > 0 ? Math.min(1, left / (timer.totalS * 1000)) : 0;
  return (
    <div
      class={`timer timer--${state}`}
      role="timer"
      aria-label={`${WORDS[state]} ${minutesSaid(left)} left`.trim()}
    >
      <svg class="timer__ring" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="9" />
        <circle
          class="timer__part"
          cx="12"
          cy="12"
          r="9"
          pathLength={100}
          stroke-dasharray={`${part * 100} 100`}
        />
      </svg>
      <span class="timer__words" aria-hidden="true">
        <b class="tnum">{timeShown(left)}</b>
        {WORDS[state] && <small>{WORDS[state]}</small>}
      </span>
    </div>
  );
}

/** Milliseconds left, drawn anew every second while it runs. */
export function useLeft(timer: TimerInfo): number {
  const [left, setLeft] = useState(() => leftMs(timer));
  useEffect(() => {
    const tick = () => setLeft(leftMs(timer));
    tick();
    if (timer.ends === null) return;
    const every = setInterval(tick, 250);
    return () => clearInterval(every);
  }, [timer]);
  return left;
}

const SPOKEN_MIN = [5, 1, 0] as const;

/** Said aloud as it passes 5 minutes, 1 minute and zero; never on arriving late. */
function useSpoken(timer: TimerInfo, left: number): void {
  const app = useApp();
  const before = useRef<number | null>(null);
  useEffect(() => {
    const was = before.current;
    before.current = left;
    if (timer.ends === null || was === null || was <= left) return;
    for (const minutes of SPOKEN_MIN) {
      const mark = minutes * 60_000;
      if (was > mark && left <= mark)
        app.announce(
          minutes ? `${minutesSaid(mark)} left.` : 'Time’s up. You can finish what you are writing.',
        );
    }
  }, [left]);
}
