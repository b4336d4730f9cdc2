/** Under the top bar, one at a time, most urgent first: refused, our fault, offline, back. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { count } from '../app/words';
import { useApp } from './context';
import { Icon, type IconName } from './icons';

const BACK_MS = 8_000;

export function Banner() {
  const app = useApp();
  const { connection } = app.session.value;
  const saved = connection.saved.value;
  const refused = connection.refused.value;
  const kept = app.live.value.unsent.cards.value.size;
  const back = useBack(saved.state);
  app.live.value.watch.session.value;
  if (refused) return <Refused words={refused.words} />;
  if (saved.state === 'problem') {
    return (
      <Bar tone="danger" icon="serverOff" role="alert">
        <b>Something went wrong at our end.</b>{' '}
        {saved.say ?? 'Your words are safe on this device. We’ll keep trying.'}
      </Bar>
    );
  }
  if (saved.state === 'offline') {
    return (
      <Bar tone="warn" icon="offline" action={kept > 0 && <SeeThem />}>
        <b>You’re offline.</b> Keep going. {keptWords(kept)}
      </Bar>
    );
  }
  if (app.door.value > 0) return <AtTheDoor />;
  if (app.narrow.value && app.desk.value > 0) return <AtTheDesk />;
  if (app.unread.value > 0) return <Messages />;
  if (app.session.value.view.frozen) return <Frozen />;
  if (!back.shown) return null;
  return (
    <Bar tone="ok" icon="cloudCheck" action={<CloseButton onClick={back.close} />}>
      <b>You’re back.</b> Everything is on the board.
    </Bar>
  );
}

export function keptWords(kept: number): string {
  if (kept === 0) return 'What you write is safe here and will post when you’re back.';
  return `${count(kept, 'card is', 'cards are')} safe here and will post when you’re back.`;
}

/** Shown from the moment everything kept has been saved, for a while. */
function useBack(state: string): { shown: boolean; close(): void } {
  const [away, setAway] = useState(false);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (state === 'offline' || state === 'problem') setAway(true);
    if (state !== 'saved' || !away) return;
    setAway(false);
    setShown(true);
    const timer = setTimeout(() => setShown(false), BACK_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return { shown, close: () => setShown(false) };
}

function Refused({ words }: { words: string }) {
  return (
    <Bar
      tone="danger"
      icon="lock"
      role="alert"
      action={
        <button type="button" class="btn btn--sm" onClick={() => location.reload()}>
          Try again
        </button>
      }
    >
      {words}
    </Bar>
  );
}

/** People wait to be let in: told to those who can do it. */
function AtTheDoor() {
  const app = useApp();
  const button = (
    <button
      type="button"
      class="btn btn--sm"
      aria-haspopup="dialog"
      onClick={() => app.open({ kind: 'door' })}
    >
      See who
    </button>
  );
  return (
    <Bar tone="warn" icon="doorOpen" role="region" action={button}>
      <b>{count(app.door.value, 'person is', 'people are')} waiting to be let in.</b>
    </Bar>
  );
}

/** Cards wait for a yes: on a phone there is no room for them beside the board. */
function AtTheDesk() {
  const app = useApp();
  return (
    <Bar tone="warn" icon="check" role="region" action={<Opens kind="queue" word="Look" />}>
      <b>{count(app.desk.value, 'card waits', 'cards wait')} for your yes.</b>
    </Bar>
  );
}

/** Something was done to words of mine; it was said when it came. */
function Messages() {
  const app = useApp();
  return (
    <Bar tone="warn" icon="comment" role="region" action={<Opens kind="notes" word="Read" />}>
      <b>{count(app.unread.value, 'message', 'messages')} about your cards.</b>
    </Bar>
  );
}

function Opens({ kind, word }: { kind: 'queue' | 'notes'; word: string }) {
  const app = useApp();
  return (
    <button type="button" class="btn btn--sm" aria-haspopup="dialog" onClick={() => app.open({ kind })}>
      {word}
    </button>
  );
}

/** Closed for changes: those who may open it again do so here. */
function Frozen() {
  const app = useApp();
  if (app.me.role !== 'facilitator')
    return (
      <Bar tone="warn" icon="lock">
        <b>The board is closed for changes for now.</b> You can read everything. A facilitator opens it again.
      </Bar>
    );
  const open = () => import('../facilitator/lock').then(({ closeBoard }) => closeBoard(app, false));
  const button = (
    <button type="button" class="btn btn--sm" onClick={open}>
      Open it again
    </button>
  );
  return (
    <Bar tone="warn" icon="lock" action={button}>
      <b>Only facilitators can change the board now.</b>
    </Bar>
  );
}

function SeeThem() {
  const app = useApp();
  return (
    <button
      type="button"
      class="btn btn--sm"
      aria-haspopup="dialog"
      onClick={() => app.open({ kind: 'unsent' })}
    >
      See them
    </button>
  );
}

function CloseButton({ onClick }: { onClick(): void }) {
  return (
    <button type="button" class="icon-btn" aria-label="Close" onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}

interface BarProps {
  readonly tone: 'warn' | 'ok' | 'danger';
  readonly icon: IconName;
  readonly role?: 'status' | 'alert' | 'region';
  readonly action?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Bar({ tone, icon, role = 'status', action, children }: BarProps) {
  const part = role === 'region' ? { role, 'aria-label': 'What waits for you' } : { role };
  return (
    <div class={`bar bar--${tone} banner`} {...part}>
      <Icon name={icon} />
      <span class="grow">{children}</span>
      {action}
    </div>
  );
}
