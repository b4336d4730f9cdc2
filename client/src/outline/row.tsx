/** One card of the outline: its words, who says it, its thread in sentences, and what can be done. */
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { edit } from '../app/act';
import { react } from '../app/act-on';
import type { App } from '../app/app';
import { showDetails } from '../app/details';
import { handIn } from '../app/hand-in';
import { openCount } from '../app/talk';
import {
  dueOf,
  factsOf,
  firstWords,
  groupOf,
  hiddenWords,
  KIND,
  nameOf,
  needOf,
  ownerGroup,
  ownerOf,
  REACTION,
  refOf,
  seenBy,
  statesOf,
  THREAD,
} from '../app/words';
import { type CardView, REACTIONS, type ThreadView } from '../board/schema';
import { CardEditor } from '../panels/card-editor';
import { CardPicture } from '../panels/card-picture';
import { commentCount } from '../panels/comments';
import { useApp } from '../panels/context';
import { kindIcon } from '../panels/icon';
import { Icon } from '../panels/icons';
import { Mark } from '../panels/mark';
import { onCardKey } from './keys';

export interface RowProps {
  readonly id: string;
  /** Place in its zone, from 1. */
  readonly at: number;
  readonly of: number;
  readonly zone: string;
  /** The first row of the board can be reached by Tab when no card is chosen. */
  readonly first: boolean;
  /** Drawn as a card (phone) instead of a line. */
  readonly asCard?: boolean;
}

export function Row({ id, at, of, zone, first, asCard }: RowProps) {
  const app = useApp();
  const { watch, people } = app.live.value;
  const { view } = app.session.value;
  watch.card(id).value;
  watch.info.value;
  const chosen = useComputed(() => app.selection.value.has(id)).value;
  const found = useComputed(() => app.found.value.has(id)).value;
  const none = useComputed(() => app.selected.value === null || !view.cards.has(app.selected.value)).value;
  const editing = useComputed(() => app.editing.value === id).value;
  const writer = useComputed(() => people.writing.value.get(id)?.name ?? null).value;
  const card = view.cards.get(id);
  if (!card) return null;
  const states = [...statesOf(card, view), writer && `${writer} is writing here`].filter(Boolean);
  const name = [nameOf(card), `${at} of ${of} in ${zone}`, ...states].join(', ');
  const stop = chosen || (none && first) ? 0 : -1;
  const shape = asCard ? `card card--${card.kind} k-${card.kind}` : `orow k-${card.kind}`;
  const choose = () => {
    if (app.selected.peek() !== id) app.selection.value = new Set([id]);
  };
  return (
    <article
      id={`card-${id}`}
      data-id={id}
      class={`${shape}${chosen ? ' is-chosen' : ''}${found ? ' is-found' : ''}${card.locked ? ' is-locked' : ''}${card.silent ? ' is-silent' : ''}${card.desk ? ' is-waiting' : ''}${writer ? ' is-held' : ''}`}
      tabIndex={stop}
      aria-label={name}
      aria-current={chosen ? 'true' : undefined}
      onFocusIn={choose}
      onClick={choose}
      onDblClick={() => edit(app, id)}
      onKeyDown={(event) => onCardKey(app, id, event)}
    >
      {asCard ? <CardHead card={card} /> : <h3 class="orow__ref">{refOf(card)}</h3>}
      <div class="orow__body">
        {!editing && <CardPicture card={card} />}
        {editing ? <CardEditor card={card} /> : <Words card={card} />}
        <State card={card} writer={writer} need={needOf(card, view.threadsOf(id))?.words ?? null} />
        <Meta card={card} app={app} stop={stop} />
      </div>
      {editing ? null : <Actions card={card} stop={stop} asCard={asCard ?? false} />}
    </article>
  );
}

function CardHead({ card }: { card: CardView }) {
  return (
    <>
      {card.kind === 'story' && (
        <svg class="card__tail" viewBox="0 0 20 12" aria-hidden="true">
          <path d="M.75 0V10.5L15 .75" />
        </svg>
      )}
      <header class="card__head">
        <h3 class="kind">
          <Icon name={kindIcon(card.kind)} />
          {KIND[card.kind].one}
          <span class="vh"> {card.label}</span>
        </h3>
        <span class="card__ref" aria-hidden="true">
          {card.label}
        </span>
      </header>
    </>
  );
}

function Words({ card }: { card: CardView }) {
  if (card.hidden) return <p class="card__text muted">{hiddenWords(card)}</p>;
  if (!card.text) return <p class="card__text muted">Nothing written yet.</p>;
  return (
    <p class="card__text" dir="auto">
      {card.text}
    </p>
  );
}

/** One state at a time: the one that limits me most. */
function State({ card, writer, need }: { card: CardView; writer: string | null; need: string | null }) {
  const line = (icon: 'eyeOff' | 'lock' | 'pencil' | 'unlink', words: string) => (
    <p class="card__state">
      <Icon name={icon} />
      {words}
    </p>
  );
  const seen = seenBy(card);
  if (seen) return line('eyeOff', seen);
  if (card.hidden) return line('eyeOff', card.erased ? 'Erased' : 'Hidden');
  if (card.locked) return line('lock', 'Locked');
  if (writer) return line('pencil', `${writer} is writing here`);
  return need ? line('unlink', need) : null;
}

function Meta({ card, app, stop }: { card: CardView; app: App; stop: number }) {
  const { view } = app.session.value;
  const parts: ComponentChildren[] = [
    card.kind === 'commitment' ? (
      <Owner key="owner" card={card} app={app} />
    ) : (
      <Author key="author" card={card} app={app} />
    ),
    ...threadSentences(card, view.threadsOf(card.id)).map(({ word, others }) => (
      <span key={word}>
        {word}{' '}
        {others.map((other, n) => (
          <Jump key={other} id={other} app={app} stop={stop} before={n ? ', ' : ''} />
        ))}
      </span>
    )),
    <HeldBy key="held" card={card} app={app} />,
    ...REACTIONS.map((kind) => ({ kind, n: view.reactions.count(card.id, kind) }))
      .filter(({ n }) => n > 0)
      .map(({ kind, n }) => <span key={kind}>{REACTION[kind].count(n)}</span>),
    ...factsOf(card).map((fact) => <span key={fact}>{fact}</span>),
    commentCount(openCount(view, card.id)) && (
      <button
        key="talk"
        type="button"
        class="jumpto"
        tabIndex={stop}
        onClick={() => showDetails(app, card.id, 'comments')}
      >
        {commentCount(openCount(view, card.id))}
      </button>
    ),
    card.tags.length > 0 && <span key="tags">Tagged {card.tags.join(', ')}</span>,
  ];
  return <div class="orow__meta">{parts}</div>;
}

function Author({ card, app }: { card: CardView; app: App }) {
  const { view } = app.session.value;
  const group = groupOf(card.department, view.info.departments);
  const { people } = app.live.value;
  people.here.value; // someone who comes in may be its author
  const name = people.authorOf(card);
  if (!group && !name) return null;
  const also = name && group?.colour ? `, ${group.name}` : '';
  return (
    <span class="orow__who">
      <Mark group={group} size="sm" quiet={!name || also !== ''} />
      {name ? `${name}${also}` : group?.name}
    </span>
  );
}

/** Who keeps the commitment, and by when. */
function Owner({ card, app }: { card: CardView; app: App }) {
  const group = ownerGroup(card, app.session.value.view.info.departments);
  return (
    <span class="orow__who">
      <Mark group={group} size="sm" quiet />
      {`${ownerOf(card, group)}, ${dueOf(card)}`}
    </span>
  );
}

function HeldBy({ card, app }: { card: CardView; app: App }) {
  const ids = Array.isArray(card.fields.departments) ? (card.fields.departments as unknown[]) : [];
  const { departments } = app.session.value.view.info;
  const groups = ids.map((id) => groupOf(String(id), departments)).filter((group) => group !== null);
  if (!groups.length) return null;
  return (
    <span class="orow__who">
      <span class="marks">
        {groups.map((group) => (
          <Mark key={group.name} group={group} size="sm" />
        ))}
      </span>
      {groups.length === 1 ? 'holds a part' : 'hold a part'}
    </span>
  );
}

/** "Rests on S1, S5": the other cards by the thread's word. */
export function threadSentences(
  card: CardView,
  threads: readonly ThreadView[],
): { word: string; others: string[] }[] {
  const sentences = new Map<string, string[]>();
  for (const { kind, from, to } of threads) {
    const outward = from === card.id;
    const word = outward ? THREAD[kind].out : THREAD[kind].back;
    sentences.set(word, [...(sentences.get(word) ?? []), outward ? to : from]);
  }
  return [...sentences].map(([word, others]) => ({ word, others }));
}

function Jump({ id, app, stop, before }: { id: string; app: App; stop: number; before: string }) {
  app.live.value.watch.card(id).value;
  const card = app.session.value.view.cards.get(id);
  if (!card) return null;
  const words = firstWords(card.text, 60);
  return (
    <>
      {before}
      <button
        type="button"
        class="jumpto"
        tabIndex={stop}
        aria-label={`${refOf(card)}: ${words}`}
        title={words}
        onClick={() => app.focusCard(id)}
      >
        {refOf(card)}
      </button>
    </>
  );
}

function Actions({ card, stop, asCard }: { card: CardView; stop: number; asCard: boolean }) {
  const app = useApp();
  const { view } = app.session.value;
  const ref = refOf(card);
  const more = (
    <button
      type="button"
      class="icon-btn"
      tabIndex={stop}
      aria-label={`More for ${ref}`}
      aria-haspopup="menu"
      onClick={(event) => app.open({ kind: 'card-menu', card: card.id, at: event.currentTarget })}
    >
      <Icon name="ellipsis" />
    </button>
  );
  if (app.me.role === 'observer') return <div class="orow__acts">{more}</div>;
  if (!asCard) {
    return (
      <div class="orow__acts">
        <button
          type="button"
          class="btn btn--sm"
          tabIndex={stop}
          aria-haspopup="menu"
          onClick={(event) => app.open({ kind: 'move', card: card.id, at: event.currentTarget })}
        >
          Move to…<span class="vh"> {ref}</span>
        </button>
        {more}
      </div>
    );
  }
  const again = card.desk === 'back' && (
    <button type="button" class="btn btn--quiet" onClick={() => void handIn(app, card.id)}>
      Hand in again
    </button>
  );
  // What only I can see can be answered by nobody.
  if (card.silent)
    return (
      <div class="orow__acts">
        {again}
        <button type="button" class="btn btn--quiet" onClick={() => edit(app, card.id)}>
          <Icon name="pencil" />
          Change it
        </button>
        {more}
      </div>
    );
  return (
    <div class="orow__acts">
      {again}
      <button
        type="button"
        class="btn btn--quiet"
        aria-pressed={view.reactions.mine(card.id, 'me-too')}
        onClick={() => react(app, card.id, 'me-too')}
      >
        <Icon name="heartHandshake" />
        Me too
      </button>
      <button
        type="button"
        class="btn btn--quiet"
        aria-haspopup="dialog"
        onClick={() => showDetails(app, card.id)}
      >
        <Icon name="comment" />
        Details
      </button>
      {more}
    </div>
  );
}
