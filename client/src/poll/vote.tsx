/** One card at a time, with the story it rests on; my answers beside it. It can be left and changed until it closes. */
import skip from 'lucide-static/icons/skip-forward.svg?raw';
import { useEffect, useRef, useState } from 'preact/hooks';
import { firstWords, nameOf, refOf } from '../app/words';
import { useApp } from '../panels/context';
import { Drawn } from '../panels/icon';
import { Icon } from '../panels/icons';
import { PollCard, Standing } from './card';
import { Dots } from './dots';
import { type MyBallot, myBallot } from './my-ballot';
import { RunVote } from './run';
import { TimeLeft } from './time-left';
import { type Answer, type Poll, votes } from './votes';
import { ANSWER, placeOf, saidOf } from './words';

const COUNT_AGAIN_MS = 10_000;

export function Vote({ poll, onDone }: { poll: Poll; onDone(): void }) {
  const app = useApp();
  app.live.value.watch.order.value;
  const { view } = app.session.value;
  const ballot = myBallot(app, poll);
  const [at, setAt] = useState(() => firstOpen(poll, ballot));
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    if (app.me.role === 'observer') return;
    void ballot.load();
    const every = setInterval(() => void ballot.load(), COUNT_AGAIN_MS);
    return () => clearInterval(every);
  }, [ballot]);
  const id = poll.cards[at]!;
  const card = view.cards.get(id);
  const mine = votes(app.me);
  const last = at === poll.cards.length - 1;
  const go = (to: number) => {
    if (to < 0 || to >= poll.cards.length) return;
    setAt(to);
    const next = view.cards.get(poll.cards[to]!);
    if (next)
      app.announce(
        `${placeOf(poll, to, view)}. ${nameOf(next)}.${mine ? ` ${saidOf(poll, ballot.choices.peek()[next.id])}.` : ''}`,
      );
    main.current?.closest('.pbody, dialog')?.scrollTo(0, 0);
  };
  const done = () => {
    onDone();
    if (mine) app.toast('Your answers are in. You can change them until the vote closes.');
  };
  return (
    <div class="vote">
      <section
        class="vote__main"
        aria-label={poll.question}
        tabIndex={-1}
        data-first
        ref={main}
        onKeyDown={(event) => onKey(app.keysOn.peek(), event, poll, ballot, id, (by) => go(at + by))}
      >
        <div class="vote__top">
          <Progress poll={poll} ballot={ballot} at={at} />
          <TimeLeft poll={poll} />
          <Secret />
        </div>
        <div>
          <p class="muted">{placeOf(poll, at, view)}</p>
          <p class="vote__q">{poll.question}</p>
        </div>
        {card ? (
          <div class="vote__pair">
            <PollCard card={card} large />
            <Standing card={card} />
          </div>
        ) : (
          <p class="muted">This card has been taken off the board.</p>
        )}
        <Choice poll={poll} ballot={ballot} card={id} />
        <div class="vote__go">
          <button type="button" class="btn btn--lg" aria-disabled={at === 0} onClick={() => go(at - 1)}>
            Back
          </button>
          <button type="button" class="btn btn--primary btn--lg" onClick={() => (last ? done() : go(at + 1))}>
            {last ? 'Done' : 'Next'}
          </button>
          {mine && (
            <p class="muted small">
              You can change your mind until it closes.
              {poll.way === 'agree' && ' Pass counts as taking part.'}
            </p>
          )}
        </div>
      </section>
      <aside class="vote__side" aria-label={mine ? 'Your answers' : 'What is asked about'}>
        <h3>{mine ? 'Your answers' : 'What is asked about'}</h3>
        <Mine poll={poll} ballot={ballot} at={at} onGo={go} />
        {mine && (
          <p class="muted small">
            Only you can see this list, on this device. Leaving something out is fine.
          </p>
        )}
        <Kept ballot={ballot} />
        <RunVote poll={poll} ballot={ballot} />
      </aside>
    </div>
  );
}

/** Where I stopped. */
function firstOpen(poll: Poll, ballot: MyBallot): number {
  const choices = ballot.choices.peek();
  return Math.max(0, poll.way === 'dots' ? 0 : poll.cards.findIndex((card) => !choices[card]));
}

function Progress({ poll, ballot, at }: { poll: Poll; ballot: MyBallot; at: number }) {
  const choices = ballot.choices.value;
  return (
    <div class="vote__prog" aria-hidden="true">
      {poll.cards.map((card, n) => (
        <i key={card} class={`${choices[card] ? 'is-done' : ''}${n === at ? ' is-now' : ''}`} />
      ))}
    </div>
  );
}

/** By name who can't see it either: it is they whom people fear. */
function Secret() {
  const app = useApp();
  const runs = app.live.value.people.here.value.filter(({ role }) => role === 'facilitator');
  const who =
    runs.length === 1 && app.me.role !== 'facilitator' ? runs[0]!.name : 'the people who run this room';
  return (
    <p class="chip chip--line vote__secret">
      <Icon name="eyeOff" />
      Secret, even from {who}
    </p>
  );
}

interface OfCard {
  readonly poll: Poll;
  readonly ballot: MyBallot;
  readonly card: string;
}

function Choice({ poll, ballot, card }: OfCard) {
  const app = useApp();
  const offline = app.session.value.connection.saved.value.state === 'offline';
  if (!votes(app.me))
    return (
      <p class="muted">
        {app.me.role === 'observer' ? 'You are here to watch' : 'You run the room'}, so you don’t vote.
      </p>
    );
  if (ballot.state.value === 'refused')
    return (
      <p class="error" role="alert">
        <Icon name="alert" />
        {ballot.why.value}
      </p>
    );
  return (
    <>
      {offline && (
        <p class="bar bar--warn" role="status">
          <Icon name="offline" />
          <span>
            <b>You’re offline.</b> Votes need a connection, so they can be counted once. Your answers so far
            are safe.
          </span>
        </p>
      )}
      {poll.way === 'dots' ? (
        <Dots poll={poll} ballot={ballot} card={card} off={offline} />
      ) : (
        <Answers ballot={ballot} card={card} off={offline} />
      )}
    </>
  );
}

function Answers({ ballot, card, off }: Omit<OfCard, 'poll'> & { off: boolean }) {
  const app = useApp();
  const chosen = ballot.choices.value[card];
  return (
    // biome-ignore lint/a11y/useSemanticElements: three buttons that act at once, not fields of a form
    <div class="vote__answers" role="group" aria-label="Your answer">
      {(Object.keys(ANSWER) as Answer[]).map((answer) => (
        <button
          key={answer}
          type="button"
          class="vote__answer"
          aria-pressed={chosen === answer}
          aria-disabled={off ? 'true' : undefined}
          onClick={() =>
            off ? app.announce('Votes need a connection.', true) : choose(ballot, card, answer)
          }
        >
          {answer === 'pass' ? (
            <Drawn source={skip} />
          ) : (
            <Icon name={answer === 'agree' ? 'check' : 'close'} />
          )}
          {ANSWER[answer].word}
          {app.keysOn.value && (
            <span class="kbd" aria-hidden="true">
              {ANSWER[answer].key}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

/** Pressing the same again takes it back. */
function choose(ballot: MyBallot, card: string, answer: Answer): void {
  ballot.choose(card, ballot.choices.peek()[card] === answer ? null : answer);
}

function Mine({
  poll,
  ballot,
  at,
  onGo,
}: {
  poll: Poll;
  ballot: MyBallot;
  at: number;
  onGo(at: number): void;
}) {
  const app = useApp();
  const { view } = app.session.value;
  const choices = ballot.choices.value;
  return (
    <ol class="vote__list">
      {poll.cards.map((id, n) => {
        const card = view.cards.get(id);
        return (
          <li key={id}>
            <button
              type="button"
              class={`vote__item${n === at ? ' is-now' : ''}`}
              aria-current={n === at ? 'true' : undefined}
              onClick={() => onGo(n)}
            >
              <span class={`vote__tick${choices[id] ? ' is-on' : ''}`} aria-hidden="true">
                {choices[id] ? <Icon name="check" /> : null}
              </span>
              <span>
                <b>{card ? refOf(card) : 'A card that is gone'}</b> {card && firstWords(card.text, 40)}
                <small>
                  {votes(app.me) && saidOf(poll, choices[id])}
                  {n === at && (votes(app.me) ? ', now showing' : 'Now showing')}
                </small>
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

const STATE = {
  loading: '',
  kept: 'Your answers are kept.',
  sending: 'Sending your answer…',
  unsent: 'Not sent yet: the server can’t be reached. We keep trying while this page is open.',
  refused: '',
} as const;

function Kept({ ballot }: { ballot: MyBallot }) {
  const some = Object.keys(ballot.choices.value).length > 0;
  const state = ballot.state.value;
  return (
    <p class={`small vote__kept${state === 'unsent' ? ' is-unsent' : ''}`} role="status">
      {(some || state === 'unsent') && STATE[state]}
    </p>
  );
}

function onKey(
  keysOn: boolean,
  event: KeyboardEvent,
  poll: Poll,
  ballot: MyBallot,
  card: string,
  go: (by: number) => void,
): void {
  if (!keysOn || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLInputElement) return;
  if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') go(event.key === 'ArrowRight' ? 1 : -1);
  else {
    const button = event.currentTarget as HTMLElement;
    const answer = (Object.keys(ANSWER) as Answer[]).find(
      (one) => ANSWER[one].key === event.key.toUpperCase(),
    );
    if (poll.way !== 'agree' || !answer || !button.querySelector('.vote__answers')) return;
    if (button.querySelector('.vote__answer[aria-disabled]')) return;
    ballot.choose(card, answer);
  }
  event.preventDefault();
}
