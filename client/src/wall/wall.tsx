/** The door on the left joins people in; on the right what the room is doing now. Type is never under 22 px at 1920. */

import vote from 'lucide-static/icons/vote.svg?raw';
import { minutesSaid, timeShown } from '../app/timer';
import { KIND } from '../app/words';
import { isKind } from '../board/schema';
import { Drawn, Icon, kindIcon, Logo } from '../panels/icon';
import { Mark } from '../panels/mark';
import { useLeft } from '../panels/timer';
import type { Asker } from './ask';
import type { Shown, WallCard } from './shown';

export function Wall({ asker, title }: { asker: Asker; title: string }) {
  const shown = asker.shown.value;
  const line = asker.line.value;
  return (
    <div class="wall">
      <Door title={shown?.title || title} invite={shown?.invite ?? null} />
      <main class="wall__main">
        <div class="floor" aria-hidden="true" />
        {line === 'away' && (
          <p class="wall__line" role="status">
            <Icon name="offline" />
            <b>Not connected.</b> {shown && 'This is how it was a moment ago. '}We keep trying by ourselves.
          </p>
        )}
        {line === 'shut' ? (
          <p class="wall__shut" role="alert">
            This screen can’t show the room any more. Open it again from the facilitator’s page.
          </p>
        ) : shown ? (
          <Room shown={shown} />
        ) : (
          <p class="wall__shut" role="status">
            Opening the room…
          </p>
        )}
      </main>
    </div>
  );
}

function Door({ title, invite }: { title: string; invite: Shown['invite'] }) {
  const address = invite && new URL(invite.type_at);
  return (
    <aside class="wall__door" aria-label="How to join">
      <span class="logo">
        <Logo />
        <span>Same Room</span>
      </span>
      <h2 class={title.length > 60 ? 'is-long' : ''}>{title}</h2>
      {invite && address && (
        <>
          <div class="wall__qr">
            <img src={picture(invite.qr)} alt="A square code with the link to join" />
          </div>
          <p class="wall__go">
            Point your camera here, or go to
            <br />
            <b>
              {address.host}
              {address.pathname}
            </b>
            {invite.code && (
              <>
                <br />
                and type
              </>
            )}
          </p>
          {invite.code && (
            <p class={`wall__code${invite.code.length > 9 ? ' is-long' : ''}`}>{invite.code}</p>
          )}
        </>
      )}
    </aside>
  );
}

function picture(svg: string): string {
  const named = svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml,${encodeURIComponent(named)}`;
}

function Room({ shown }: { shown: Shown }) {
  const now = shown.stages.findIndex((stage) => stage.now);
  return (
    <>
      {shown.stages.length > 0 && (
        <ol class="wall__stages" aria-label="Stages">
          {shown.stages.map(({ name }, n) => (
            <li
              key={`${n}${name}`}
              class={n < now ? 'is-done' : n === now ? 'is-now' : ''}
              aria-current={n === now ? 'step' : undefined}
            >
              {n < now && <Icon name="check" />}
              <span>{name}</span>
            </li>
          ))}
        </ol>
      )}
      <div class="wall__head">
        <h1 class={shown.prompt.length > 48 ? 'is-long' : ''}>
          {shown.prompt || shown.stages[now]?.name || 'Welcome'}
        </h1>
        <div class="wall__time">
          {shown.timer && <Clock timer={shown.timer} />}
          {shown.hint && <span>{shown.hint}</span>}
        </div>
      </div>
      <Middle shown={shown} />
      <Here here={shown.here} />
    </>
  );
}

function Clock({ timer }: { timer: NonNullable<Shown['timer']> }) {
  const left = useLeft({ totalS: timer.total_s, ends: timer.ends, leftMs: timer.left_ms });
  return (
    <div role="timer" aria-label={`${minutesSaid(left)} left`}>
      <b aria-hidden="true">{timeShown(left)}</b>
      {timer.ends === null && left > 0 && <span>Paused</span>}
      {left === 0 && <span>Time’s up</span>}
    </div>
  );
}

/** The vote, the number of cards written in silence, or the newest cards. */
function Middle({ shown }: { shown: Shown }) {
  if (shown.poll)
    return (
      <section class="wall__big" aria-label="A vote">
        <Drawn source={vote} />
        <div>
          <p class="wall__bigword">{shown.poll.question}</p>
          <p>A secret vote is open. Answer on your own phone or laptop. We all see the results together.</p>
          {shown.poll.answered > 0 && <p class="wall__answered">{answeredBy(shown.poll)}</p>}
        </div>
      </section>
    );
  if (shown.silent)
    return (
      <section class="wall__big" aria-label="Silent writing">
        <Icon name="eyeOff" />
        <div>
          <p class="wall__bigword">
            {shown.silent.count === 1 ? '1 card written' : `${shown.silent.count} cards written`}
          </p>
          <p>Writing is silent. Nobody sees what you write until all cards are shown together.</p>
        </div>
      </section>
    );
  if (!shown.cards.length)
    return (
      <section class="wall__big" aria-label="Newest cards">
        <div>
          <p class="wall__bigword">Nothing here yet.</p>
          <p>The newest cards appear here as people post them.</p>
        </div>
      </section>
    );
  return (
    <section
      class={`wall__new wall__new--${shown.cards.length}`}
      aria-label="Newest cards"
      aria-live="polite"
    >
      {shown.cards.map((card) => (
        <Card key={card.id} card={card} />
      ))}
    </section>
  );
}

function answeredBy({ answered, voters }: NonNullable<Shown['poll']>): string {
  const people = answered === 1 ? '1 person has' : `${answered} people have`;
  return `${people} answered something${answered <= voters ? `, of ${voters} here` : ''}.`;
}

function Card({ card }: { card: WallCard }) {
  const kind = isKind(card.kind) ? card.kind : 'note';
  const size = card.words.length > 150 ? ' is-long' : card.words.length > 90 ? ' is-longer' : '';
  const group = card.group && { ...card.group, name: card.group.name };
  const also = card.group?.colour && card.who ? `, ${card.group.name}` : '';
  return (
    <article class={`card card--${kind} k-${kind}${size}`}>
      {kind === 'story' && (
        <svg class="card__tail" viewBox="0 0 20 12" aria-hidden="true">
          <path d="M.75 0V10.5L15 .75" />
        </svg>
      )}
      <header class="card__head">
        <span class="kind">
          <Icon name={kindIcon(kind)} />
          {KIND[kind].one}
        </span>
      </header>
      <p class="card__text" dir="auto">
        {card.words}
      </p>
      {(group || card.who) && (
        <footer class="card__foot">
          <Mark group={group} size="xl" quiet />
          <span>{card.who ? `${card.who}${also}` : card.group?.name}</span>
        </footer>
      )}
    </article>
  );
}

function Here({ here }: { here: Shown['here'] }) {
  return (
    <footer class="wall__room">
      <div>
        <b>{here.people === 1 ? '1 in the room' : `${here.people} in the room`}</b>
        {here.remote > 0 && (
          <p>
            {here.people - here.remote} here, {here.remote} joining from elsewhere
          </p>
        )}
      </div>
      <ul>
        {here.groups.map((group) => (
          <li key={group.id}>
            <Mark group={group} />
            {group.count}
            {group.id === 'citizen' && (group.count === 1 ? ' citizen' : ' citizens')}
          </li>
        ))}
      </ul>
    </footer>
  );
}
