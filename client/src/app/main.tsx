/** The board page: opens the board, shows it, and goes on with a fresh copy when the room says so. */
import '../styles/board.css';
import { render } from 'preact';
import { Shell } from '../panels/shell';
import type { Notice, Reset } from '../wire/connection';
import { App } from './app';
import { readBoot } from './boot';
import { listenEarly } from './early';
import { untilFetched } from './fetching';
import { whenIdle } from './idle';
import { NARROW } from './mode';
import { Myself } from './myself';
import { openSession } from './session';

async function start(): Promise<void> {
  const read = readBoot();
  const boot = { ...read, me: new Myself(read.me) };
  let app: App | null = null;
  const open = () => openSession(boot, { onReset, onNotice: (notice) => app && hear(app, notice) });
  let session = await open();
  async function onReset(reset: Reset, mine = false): Promise<void> {
    const { openAnew, startAfresh } = await untilFetched(() => import('./reset'));
    if (app && reset.code === 'rewritten') await openAnew(app, session, reset);
    else if (app) session = await startAfresh(app, session, reset, open, mine);
  }
  app = new App(boot, session);
  watchWidth(app);
  listenEarly(app);
  whenIdle(() => {
    if (!app) return;
    const mine = app;
    void standing().then(({ watchLocks }) => watchLocks(mine));
    void untilFetched(() => import('./notes')).then(({ watchNotes }) => watchNotes(mine));
  });
  const to = new URLSearchParams(location.search).get('to');
  if (to) void untilFetched(() => import('./arrive')).then(({ arriveAt }) => arriveAt(app!, to));
  const page = document.getElementById('app')!;
  page.replaceChildren();
  render(<Shell app={app} />, page);
  if (app.lost.words.peek().length) app.open({ kind: 'lost' });
}

/** What facilitators change about my rights comes after the first look, and is fetched then. */
const standing = (late?: () => void) => untilFetched(() => import('./standing'), late);

function hear(app: App, notice: Notice): void {
  void standing(() => app.toast(notice.words)).then((part) => part.hear(app, notice));
}

function watchWidth(app: App): void {
  const query = matchMedia(NARROW);
  app.narrow.value = query.matches;
  query.addEventListener('change', () => {
    app.narrow.value = query.matches;
  });
}

void start();
