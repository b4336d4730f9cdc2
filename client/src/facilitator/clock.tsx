/** The timer in the facilitator's hands: start, a minute more, pause, stop. */
import pause from 'lucide-static/icons/pause.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import skip from 'lucide-static/icons/skip-forward.svg?raw';
import { useState } from 'preact/hooks';
import { stageNow } from '../app/stage';
import { minutesSaid, timerState, timeShown } from '../app/timer';
import type { TimerInfo } from '../board/schema';
import { useApp } from '../panels/context';
import { Drawn } from '../panels/icon';
import { Icon } from '../panels/icons';
import { useLeft } from '../panels/timer';
import { ask } from './ask';
import { goTo } from './go';

export function ClockPanel() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { timer } = app.session.value.view.session;
  return timer ? <Running timer={timer} /> : <SetTimer />;
}

function Running({ timer }: { timer: TimerInfo }) {
  const app = useApp();
  const left = useLeft(timer);
  const state = timerState(timer, left);
  const name = stageNow(app.session.value.view)?.name ?? 'This';
  const says = {
    running: `${name} ends in`,
    last: `${name} ends in`,
    paused: `${name} has`,
    over: `${name}: time’s up`,
  };
  return (
    <section class="clock" aria-label="Timer">
      <span>
        <span class="xs clock__says">{says[state]}</span>
        <b aria-hidden="true">{timeShown(left)}</b>
        <span class="vh">{minutesSaid(left)}</span>
      </span>
      <span class="grow" />
      <button
        type="button"
        class="icon-btn"
        aria-label="1 min more"
        onClick={() => ask(app, 'timer', { add: 60 })}
      >
        <Icon name="plus" />1 min
      </button>
      {timer.ends === null ? (
        <button
          type="button"
          class="icon-btn"
          aria-label="Start the timer"
          title="Start the timer"
          onClick={() => ask(app, 'timer', { start: true })}
        >
          <Drawn source={play} />
        </button>
      ) : (
        <button
          type="button"
          class="icon-btn"
          aria-label="Pause the timer"
          title="Pause the timer"
          onClick={() => ask(app, 'timer', { pause: true })}
        >
          <Drawn source={pause} />
        </button>
      )}
      {state === 'running' || state === 'last' ? (
        <NextButton />
      ) : (
        <button
          type="button"
          class="icon-btn"
          aria-label="Take the timer away"
          title="Take the timer away"
          onClick={() => ask(app, 'timer', { stop: true })}
        >
          <Icon name="close" />
        </button>
      )}
    </section>
  );
}

function NextButton() {
  const app = useApp();
  const { stages, stage } = app.session.value.view.session;
  const next = stages[stage + 1];
  if (!next) return null;
  return (
    <button
      type="button"
      class="icon-btn"
      aria-label={`Next stage: ${next.name}`}
      title={`Next stage: ${next.name}`}
      onClick={() => goTo(app, next)}
    >
      <Drawn source={skip} />
    </button>
  );
}

function SetTimer() {
  const app = useApp();
  const [minutes, setMinutes] = useState('10');
  const start = (event: Event) => {
    event.preventDefault();
    const seconds = Math.round(Number(minutes.replace(',', '.')) * 60);
    if (seconds > 0) void ask(app, 'timer', { start: seconds });
    else app.toast('Say how many minutes, such as 10.');
  };
  return (
    <form class="clock clock--set" aria-label="Timer" onSubmit={start}>
      <label class="grow">
        Timer, minutes
        <input
          class="input"
          inputMode="decimal"
          value={minutes}
          maxLength={6}
          onInput={(event) => setMinutes(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="icon-btn">
        <Drawn source={play} />
        Start
      </button>
      <NextButton />
    </form>
  );
}
