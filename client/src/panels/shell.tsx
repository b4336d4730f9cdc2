/** The board page as a whole: bars, the chosen view, and what lies over it. */
import { useEffect } from 'preact/hooks';
import type { App } from '../app/app';
import { whenIdle } from '../app/idle';
import { Banner, BannerPart } from './banner-part';
import { Board, DetailsPanel } from './board';
import { BoardLinks } from './board-menu';
import { AppContext } from './context';
import { later } from './later';
import { Spoken } from './spoken';
import { TopBar } from './topbar';
import { VoteBar } from './vote-bar';

const Outline = later(() => import('../outline/outline').then((part) => part.Outline));
const Phone = later(() => import('../phone/phone').then((part) => part.Phone));
const Dock = later(() => import('../facilitator/dock').then((part) => part.Dock));
/** What waits for a facilitator's yes. */
const Tray = later(() => import('../facilitator/queue').then((part) => part.Tray));
const Toasts = later(() => import('./toasts').then((part) => part.Toasts));
const OverlayPart = later(() => import('./overlay').then((part) => part.OverlayPart));

export function Shell({ app }: { app: App }) {
  useEffect(() => loadTheRest(app.me.role), []);
  const outline = app.mode.value === 'outline';
  const over = app.overlay.value;
  const narrow = app.narrow.value;
  return (
    <AppContext.Provider value={app}>
      <div class={`app${narrow ? ' app--narrow' : ''}`}>
        {narrow ? (
          <Phone />
        ) : (
          <>
            <SkipLinks app={app} />
            <TopBar />
            <Banner />
            <VoteBar />
            <div class={`work${app.dock.value ? ' work--dock' : ''}`}>
              {outline ? <Outline /> : <Board />}
              {app.dock.value && <Dock />}
              {app.me.role === 'facilitator' && app.desk.value > 0 && <Tray />}
            </div>
          </>
        )}
        {narrow && app.dock.value && <Dock />}
        {app.toasts.value.length > 0 && <Toasts />}
        {over && <OverlayPart overlay={over} />}
        <Spoken />
      </div>
    </AppContext.Provider>
  );
}

function SkipLinks({ app }: { app: App }) {
  const toOutline = (event: Event) => {
    event.preventDefault();
    app.show('outline');
    requestAnimationFrame(() => document.getElementById('board')?.focus());
  };
  return (
    <nav aria-label="Skip">
      <a class="skip" href="#board">
        Skip to the board
      </a>
      {app.mode.value === 'canvas' && (
        <a class="skip" href="?view=outline" onClick={toOutline}>
          Skip to the outline: the same board as headings and lists
        </a>
      )}
    </nav>
  );
}

/** Once the page has time: so that menus open at once, and offline at all. */
function loadTheRest(role: string): void {
  const load = () => {
    const parts = [
      BannerPart,
      OverlayPart,
      Outline,
      Phone,
      DetailsPanel,
      BoardLinks,
      Toasts,
      ...(role === 'facilitator' ? [Dock] : []),
    ];
    for (const part of parts) part.load().catch(() => undefined);
  };
  whenIdle(load);
}
