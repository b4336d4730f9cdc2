/**
 * What facilitators run the room with: beside the board, or over it where there is no room. In this order: stage, timer,
 * what can be done, who is here, the way in. Each part is a file of its own.
 */
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../panels/context';
import { Icon } from '../panels/icons';
import { Actions } from './actions';
import { ClockPanel } from './clock';
import './dock.css';
import { Here } from './here';
import { InviteCard } from './invite';
import { RunStages } from './stages';
import { Voices } from './voices-panel';

export function Dock() {
  const app = useApp();
  const dock = useRef<HTMLElement>(null);
  const over = useRef(false);
  useEffect(() => {
    // A sheet covers the board: whoever opened it goes on in it.
    over.current = getComputedStyle(dock.current!).position === 'absolute';
    if (over.current) dock.current!.focus();
  }, []);
  const close = () => {
    app.showDock(false);
    document.getElementById('run-the-room')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !over.current) return;
    event.stopPropagation();
    close();
  };
  return (
    <aside
      class="dock"
      id="dock"
      data-region="dock"
      aria-label="Run the room"
      tabIndex={-1}
      ref={dock}
      onKeyDown={onKeyDown}
    >
      <div class="dock__head">
        <h2 class="grow">Run the room</h2>
        <With />
        <button
          type="button"
          class="icon-btn"
          aria-label="Change the running order"
          title="Change the running order"
          aria-haspopup="dialog"
          onClick={() => app.open({ kind: 'plan' })}
        >
          <Icon name="pencil" />
        </button>
        <button
          type="button"
          class="icon-btn"
          aria-label="Close this panel"
          title="Close this panel"
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </div>
      <RunStages />
      <ClockPanel />
      <Actions />
      <Here />
      <Voices />
      <InviteCard />
    </aside>
  );
}

/** The others who run this room and are here. */
function With() {
  const app = useApp();
  const others = app.live.value.people.here.value.filter(
    ({ role, participant }) => role === 'facilitator' && participant !== app.me.participant,
  );
  if (!others.length) return null;
  return <span class="xs muted">with {others.map(({ name }) => name).join(', ')}</span>;
}
