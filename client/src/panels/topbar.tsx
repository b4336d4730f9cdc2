/** The bar over the board: where we are, what stage, is it saved, who is here, which view. */
import search from 'lucide-static/icons/search.svg?raw';
import { howMany } from '../app/people';
import { steps } from '../app/stage';
import { BoardMenu } from './board-menu';
import { useApp } from './context';
import { Drawn, Icon, Logo } from './icon';
import { later } from './later';
import { Mark } from './mark';
import { SaveState } from './save-state';

/** Only where one is set, so not in the first part of the page. */
const TimerPart = later(() => import('./timer').then((part) => part.Timer));

export function Timer() {
  const app = useApp();
  app.live.value.watch.session.value;
  return app.session.value.view.session.timer ? <TimerPart /> : null;
}

export function TopBar() {
  const app = useApp();
  app.live.value.watch.info.value;
  app.live.value.watch.session.value;
  const { info, session } = app.session.value.view;
  const [runs, timed] = [app.me.role === 'facilitator', session.timer !== null];
  return (
    <header class={`topbar${runs ? ' topbar--runs' : ''}${timed ? ' topbar--timed' : ''}`}>
      <a class="logo" href="/" aria-label="Same Room, your boards">
        <Logo />
      </a>
      <div class="topbar__title">
        <h1>{info.title || app.boot.board.title}</h1>
        {info.purpose && <span>{info.purpose}</span>}
      </div>
      <Stages />
      <div class="topbar__end">
        <Timer />
        <SaveState />
        <PeopleButton />
        {runs && <RunButton />}
        {app.invite.value && !app.dock.value && (
          <button
            type="button"
            class="btn btn--sm topbar__invite"
            title="Invite"
            aria-haspopup="dialog"
            onClick={() => app.open({ kind: 'invite' })}
          >
            <Icon name="doorOpen" />
            <span>Invite</span>
          </button>
        )}
        <button
          type="button"
          class="icon-btn topbar__find"
          aria-label="Find"
          title="Find (Ctrl F)"
          onClick={() => app.open({ kind: 'find' })}
        >
          <Drawn source={search} />
        </button>
        <button
          type="button"
          class="icon-btn topbar__look"
          aria-label="Look and sound"
          title="Look and sound"
          aria-haspopup="dialog"
          onClick={() => app.open({ kind: 'settings' })}
        >
          <Icon name="contrast" />
        </button>
        <BoardMenu />
        <ViewSwitch />
      </div>
    </header>
  );
}

/** More stages than this are numbers; only the one it is now has its name. */
const MANY = 5;

function Stages() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { stages, stage } = app.session.value.view.session;
  if (!stages.length) return <div class="grow" />;
  return (
    <div class={`topbar__stages${stages.length > MANY ? ' topbar__stages--many' : ''}`}>
      <ol class="stages" aria-label="Stages">
        {steps(stages, stage).map(({ name, number, state }) => (
          <li key={number} class={`stage is-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
            <span class="stage__body">
              <span class="stage__dot">{state === 'done' ? <Icon name="check" /> : number}</span>
              <span class="stage__name">{name}</span>
              {state === 'done' && <span class="vh">, done</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Opens and closes what facilitators run the room with. */
export function RunButton() {
  const app = useApp();
  const open = app.dock.value;
  return (
    <button
      type="button"
      id="run-the-room"
      class="btn btn--sm"
      title="Run the room"
      aria-expanded={open}
      aria-controls={open ? 'dock' : undefined}
      onClick={() => app.showDock(!open)}
    >
      <Icon name="megaphone" />
      <span>
        Run<span class="topbar__more"> the room</span>
      </span>
    </button>
  );
}

const MARKS_SHOWN = 3;

function PeopleButton() {
  const app = useApp();
  const { people, watch } = app.live.value;
  watch.info.value; // the board's departments may come after the people
  const groups = people.groups(app.session.value.view);
  const here = howMany(app);
  return (
    <button type="button" class="people" aria-haspopup="dialog" onClick={() => app.open({ kind: 'people' })}>
      <span class="marks" aria-hidden="true">
        {groups.slice(0, MARKS_SHOWN).map(({ group }) => (
          <Mark key={group.name} group={group} quiet />
        ))}
      </span>
      {here === null ? 'People' : `${here} here`}
    </button>
  );
}

function ViewSwitch() {
  const app = useApp();
  const outline = app.mode.value === 'outline';
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons of a view, not fields of a form
    <div class="seg" role="group" aria-label="View">
      <button type="button" aria-pressed={!outline} onClick={() => app.show('canvas')}>
        Board
      </button>
      <button type="button" aria-pressed={outline} onClick={() => app.show('outline')}>
        Outline
      </button>
    </div>
  );
}
