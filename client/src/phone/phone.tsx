/** Under 720 px: four tabs in thumb reach. Opens on the composer while there is something to add, else on the board. */
import { useMemo, useRef } from 'preact/hooks';
import type { Tab } from '../app/app';
import { howMany } from '../app/people';
import { stageName } from '../app/stage';
import { Banner } from '../panels/banner-part';
import { Board } from '../panels/board';
import { useApp } from '../panels/context';
import { Logo } from '../panels/icon';
import { Icon, type IconName } from '../panels/icons';
import { later } from '../panels/later';
import { SaveState } from '../panels/save-state';
import { RunButton, Timer } from '../panels/topbar';
import { VoteBar } from '../panels/vote-bar';
import { BoardTab } from './board-tab';
import { Composer } from './composer';
import { Drafts } from './draft';
import { NowTab } from './now-tab';
import { PeopleTab } from './people-tab';

const VoteTab = later(() => import('../poll/dialog').then((part) => part.VoteTab));

const ZOOM_STEP = 1.5;

const TABS: readonly { tab: Tab; icon: IconName; word: string }[] = [
  { tab: 'now', icon: 'house', word: 'Now' },
  { tab: 'board', icon: 'note', word: 'Board' },
  { tab: 'add', icon: 'pen', word: 'Add' },
  { tab: 'vote', icon: 'vote', word: 'Vote' },
  { tab: 'people', icon: 'people', word: 'People' },
];

export function Phone() {
  const app = useApp();
  const { tab } = app;
  const drafts = useMemo(() => new Drafts(app.boot.board.id), [app.boot.board.id]);
  const main = useRef<HTMLElement>(null);
  const go = (to: Tab) => {
    tab.value = to;
    requestAnimationFrame(() => main.current?.scrollTo(0, 0));
  };
  const posted = (card: string) => {
    main.current?.scrollTo(0, 0);
    const { silent, desk } = app.session.peek().view.cards.get(card) ?? {};
    const unseen = desk
      ? 'Thank you. It is looked at before others see it; that takes about a minute.'
      : 'Written. Only you can see it until all are shown.';
    app.toast(silent ? unseen : 'It is on the board.', {
      label: 'See it',
      run: () => {
        app.mode.value = 'outline';
        go('board');
        requestAnimationFrame(() => app.focusCard(card));
      },
    });
  };
  const canvas = tab.value === 'board' && app.mode.value === 'canvas';
  return (
    <>
      <nav aria-label="Skip">
        <a class="skip" href="#board">
          Skip to the main part
        </a>
      </nav>
      <PhoneBar />
      <Banner />
      <VoteBar />
      {canvas ? (
        <div class="pcanvas">
          <Board bare />
          <button type="button" class="btn pcanvas__back" onClick={() => app.show('outline')}>
            <Icon name="note" />
            Back to the list
          </button>
          <Zoom />
        </div>
      ) : (
        <main class="pbody" id="board" tabIndex={-1} ref={main} aria-label={WORDS[tab.value]}>
          {tab.value === 'now' && <NowTab onGo={go} />}
          {tab.value === 'board' && <BoardTab onAdd={() => go('add')} />}
          {tab.value === 'add' && <Composer drafts={drafts} onPosted={posted} />}
          {tab.value === 'vote' && <VoteTab onDone={() => go('board')} />}
          {tab.value === 'people' && <PeopleTab />}
        </main>
      )}
      <Tabs tab={tab.value} onGo={go} />
    </>
  );
}

const WORDS: Record<Tab, string> = {
  now: 'Now',
  board: 'The board',
  add: 'Add a card',
  vote: 'Vote',
  people: 'The people here',
};

/** What two fingers do, with one. */
function Zoom() {
  const canvas = useApp().canvas.value;
  const button = (words: string, icon: IconName, run: () => void) => (
    <button type="button" class="icon-btn" aria-label={words} title={words} onClick={run}>
      <Icon name={icon} />
    </button>
  );
  return (
    <aside class="pcanvas__zoom panel" aria-label="Find your way">
      {button('Zoom out', 'minus', () => canvas?.zoomBy(1 / ZOOM_STEP))}
      {button('Zoom in', 'plus', () => canvas?.zoomBy(ZOOM_STEP))}
      {button('See the whole board', 'maximize', () => canvas?.zoomToFit())}
    </aside>
  );
}

function PhoneBar() {
  const app = useApp();
  const { watch } = app.live.value;
  watch.info.value;
  watch.session.value;
  const { view } = app.session.value;
  const here = howMany(app);
  const line = [stageName(view), here !== null && `${here} here`].filter(Boolean).join(' · ');
  const runs = app.me.role === 'facilitator';
  return (
    <header class={`pbar${runs ? ' pbar--runs' : ''}`}>
      <a class="logo" href="/" aria-label="Same Room, your boards">
        <Logo />
      </a>
      <div class="grow">
        <h1>{view.info.title || app.boot.board.title}</h1>
        <p class="xs muted">{line}</p>
      </div>
      <Timer />
      <SaveState />
      {runs && <RunButton />}
    </header>
  );
}

/** A board that never voted has no such tab. */
function Tabs({ tab, onGo }: { tab: Tab; onGo(tab: Tab): void }) {
  const app = useApp();
  app.live.value.watch.session.value;
  const { poll, results } = app.session.value.view.session;
  const votes = poll !== null || results.length > 0 || tab === 'vote';
  return (
    <nav class="tabs" aria-label="Main">
      {TABS.filter((entry) => votes || entry.tab !== 'vote').map(({ tab: one, icon, word }) => (
        <button
          key={one}
          type="button"
          class={one === tab ? 'is-on' : ''}
          aria-current={one === tab ? 'page' : undefined}
          onClick={() => onGo(one)}
        >
          <span class="tabs__icon">
            <Icon name={icon} />
          </span>
          {word}
        </button>
      ))}
    </nav>
  );
}
