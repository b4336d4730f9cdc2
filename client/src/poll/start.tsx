/** Starting a vote: the question first, the rules of secrecy beside the button. For facilitators. */
import { useId, useState } from 'preact/hooks';
import { stageKind, stageNow } from '../app/stage';
import { count, firstWords, KIND, needOf } from '../app/words';
import { type CardView, KINDS, type Kind, LIMITS } from '../board/schema';
import { ask } from '../facilitator/ask';
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import { Icon } from '../panels/icons';
import { gathered } from './groups';
import { QUESTION } from './question';
import { votes, type Way } from './votes';
import './poll.css';
import { groupName, groupParts } from './words';

const MINUTES = [2, 4, 10] as const;

export function StartVote() {
  const app = useApp();
  app.live.value.watch.order.value;
  const { view } = app.session.value;
  const stage = stageNow(view);
  const kinds = kindsOf([...view.cards.values()]);
  const [kind, setKind] = useState<Kind>(() => firstKind(stage?.pollKind || stageKind(view, app.me), kinds));
  const cards = cardsOf([...view.cards.values()], kind);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [question, setQuestion] = useState(stage?.question || QUESTION);
  const [way, setWay] = useState<Way>(stage?.poll === 'dots' ? 'dots' : 'agree');
  const [dots, setDots] = useState(stage?.dots ?? 3);
  const [minutes, setMinutes] = useState<number | null>(stage ? stage.pollMinutes || null : 4);
  const [error, setError] = useState('');
  const loose = (card: CardView) => needOf(card, view.threadsOf(card.id)) !== null;
  const isOn = (card: CardView) => off.has(card.id) === loose(card);
  const turn = (id: string) =>
    setOff(new Set(off.has(id) ? [...off].filter((one) => one !== id) : [...off, id]));
  const chosen = cards.filter(isOn);
  const open = async (event: Event) => {
    event.preventDefault();
    const what = {
      cards: chosen.map(({ id }) => id),
      question,
      way,
      ...(way === 'dots' ? { dots } : {}),
      minutes,
    };
    const answer = await ask(app, 'poll', { open: what }, true);
    if (!answer.ok) return setError(answer.why);
    app.close();
    app.announce('The vote is open.');
  };
  return (
    <Dialog title="Start a vote" wide>
      <form class="startvote" onSubmit={open}>
        <div class="startvote__ask">
          <Question value={question} onInput={setQuestion} />
          <WayChoice way={way} dots={dots} onWay={setWay} onDots={setDots} />
          <fieldset class="field">
            <legend class="label">
              On which cards?{' '}
              <span class="muted">
                {chosen.length} of {count(cards.length, KIND[kind].one.toLowerCase(), KIND[kind].many)}
              </span>
            </legend>
            <div class="kinds">
              {kinds.map((one) => (
                <label key={one} class={`chip chip--kind${one === kind ? ' is-on' : ''}`}>
                  <input
                    class="vh"
                    type="radio"
                    name="kind"
                    checked={one === kind}
                    onChange={() => setKind(one)}
                  />
                  {KIND[one].one}
                </label>
              ))}
            </div>
            {cards.map((card) => (
              <label key={card.id} class="startvote__card">
                <input type="checkbox" checked={isOn(card)} onChange={() => turn(card.id)} />
                <span>
                  <b class={`results__ref k-${card.kind}`}>{card.label}</b> {firstWords(card.text, 110)}
                  {loose(card) && (
                    <small class="muted">
                      {' '}
                      {needOf(card, view.threadsOf(card.id))?.words} first; you can still add it.
                    </small>
                  )}
                </span>
              </label>
            ))}
            {cards.length === 0 && <p class="muted">There is nothing on the board to vote on yet.</p>}
          </fieldset>
        </div>
        <div class="startvote__rules">
          <HowLong minutes={minutes} onChoose={setMinutes} />
          <ul class="startvote__plain">
            <li>
              <Icon name="eyeOff" />
              No one sees what was chosen until it closes, you included.
            </li>
            <li>
              <Icon name="person" />
              We don’t keep who chose what.
            </li>
            <li>
              <Icon name="people" />
              {way === 'agree'
                ? 'Results by group come in bands: nearly all, most, about half, few. Groups under 3 are put with others.'
                : 'Dots are counted for the whole room, not by group.'}
            </li>
          </ul>
          {way === 'agree' && <GroupsHere />}
          {view.session.results.length > 0 && (
            <button
              type="button"
              class="btn btn--sm"
              onClick={() => app.open({ kind: 'results', poll: null })}
            >
              Results of earlier votes
            </button>
          )}
          {error && (
            <p class="error" role="alert">
              <Icon name="alert" />
              {error}
            </p>
          )}
          <button type="submit" class="btn btn--primary btn--lg btn--block">
            <Icon name="vote" />
            Open the vote
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function kindsOf(cards: readonly CardView[]): Kind[] {
  return KINDS.filter((kind) => cards.some((card) => card.kind === kind && !card.hidden));
}

/** What the stage is for, if there are such cards; else what people usually vote on. */
function firstKind(asked: Kind, there: readonly Kind[]): Kind {
  const usual: readonly Kind[] = [asked, 'problem', 'idea', 'commitment', 'story', 'note'];
  return usual.find((kind) => there.includes(kind)) ?? asked;
}

function cardsOf(cards: readonly CardView[], kind: Kind): CardView[] {
  const number = (card: CardView) => Number(card.label.slice(1)) || Number.MAX_SAFE_INTEGER;
  return cards.filter((card) => card.kind === kind && !card.hidden).sort((a, b) => number(a) - number(b));
}

function Question({ value, onInput }: { value: string; onInput(value: string): void }) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>
        What are we asking?
      </label>
      <input
        class="input"
        id={id}
        data-first
        dir="auto"
        maxLength={LIMITS.title}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

interface WayProps {
  readonly way: Way;
  readonly dots: number;
  onWay(way: Way): void;
  onDots(dots: number): void;
}

function WayChoice({ way, dots, onWay, onDots }: WayProps) {
  return (
    <fieldset class="field">
      <legend class="label">How do people answer?</legend>
      <div class="startvote__ways">
        <label class="keep__one">
          <input type="radio" name="way" checked={way === 'agree'} onChange={() => onWay('agree')} />
          <span>
            <b>Agree, disagree, pass</b>
            <small>One card at a time</small>
          </span>
        </label>
        <label class="keep__one">
          <input type="radio" name="way" checked={way === 'dots'} onChange={() => onWay('dots')} />
          <span>
            <b>Dots</b>
            <small>{dots} each, spread as you like</small>
          </span>
        </label>
      </div>
      {way === 'dots' && (
        <label class="startvote__dots">
          Dots each{' '}
          <input
            class="input"
            type="number"
            min={1}
            max={20}
            value={dots}
            onInput={(event) => onDots(Number(event.currentTarget.value))}
          />
        </label>
      )}
    </fieldset>
  );
}

function HowLong({ minutes, onChoose }: { minutes: number | null; onChoose(minutes: number | null): void }) {
  return (
    <fieldset class="field">
      <legend class="label">For how long?</legend>
      <div class="row startvote__long">
        {[...new Set([...MINUTES, ...(minutes ? [minutes] : [])])].map((n) => (
          <button
            key={n}
            type="button"
            class="btn btn--sm"
            aria-pressed={minutes === n}
            onClick={() => onChoose(n)}
          >
            {n} min
          </button>
        ))}
        <button
          type="button"
          class="btn btn--sm"
          aria-pressed={minutes === null}
          onClick={() => onChoose(null)}
        >
          Until I close it
        </button>
      </div>
      <p class="hint">When the time is up people are told so. You close the vote.</p>
    </fieldset>
  );
}

/** As the server will put them together. */
function GroupsHere() {
  const app = useApp();
  app.live.value.watch.info.value;
  const { view } = app.session.value;
  const voters = app.live.value.people.here.value.filter(votes);
  const sizes = new Map<string, number>();
  for (const { department } of voters) sizes.set(department, (sizes.get(department) ?? 0) + 1);
  const groups = gathered(sizes);
  const mixed = groups.filter(({ departments }) => departments.length > 1);
  return (
    <div class="small">
      <h3>Groups in this vote</h3>
      {groups.length > 1 ? (
        <p>{groups.map(({ departments, size }) => `${groupName(departments, view)} ${size}`).join(', ')}.</p>
      ) : (
        <p class="muted">
          {voters.length < 3
            ? 'Results need at least 3 people who vote.'
            : 'Too few people to tell groups apart: only totals will be shown.'}
        </p>
      )}
      {groups.length > 1 && mixed.length > 0 && (
        <p class="muted">
          Put together: {mixed.map(({ departments }) => groupParts(departments, view)).join('; ')}.
        </p>
      )}
    </div>
  );
}
